using System.Text.Json;
using KoSales.Domain.Assignment;
using KoSales.Domain.Calls;
using KoSales.Domain.Timeline;
using KoSales.Functions.Tasks.Making;
using KoSales.Functions.Writing;

namespace KoSales.Functions.Calls;

/// <summary>A stored call, and what it is about.</summary>
public sealed record SeenCall(Call Call, TaskSubject Subject)
{
    public Holder Holder => new(Subject.OwnerId, Subject.TeamId);
}

/// <summary>Carries decisions about calls through: with callback task, event and timeline in one
/// transaction, and again when somebody was faster.</summary>
public sealed class CallWriter(
    IDocumentStore store,
    TaskSubjects subjects,
    CallbackTasks callbacks,
    Commits commits
)
{
    private static readonly Fault Busy = Fault.Busy("call.busy", "The call");

    public static Fault NotFound(string id) => Fault.NotFound("call", QueryFaults.Shown(id));

    /// <summary>Loads and decides; called once per attempt.</summary>
    public Task<Verdict<CallTaken>> DecideAsync(
        Func<WriteBatch, ValueTask<Verdict<CallTaken>>> decide,
        Command command,
        CancellationToken cancellationToken
    ) =>
        commits.DecideAsync<CallTaken>(
            Busy,
            async attempt =>
            {
                var decided = await decide(attempt.Batch);
                if (!decided.IsRefused)
                    command.RecordAnswer(attempt.Batch, decided.Value);
                return decided;
            },
            cancellationToken
        );

    /// <summary>Null for absent, and for whoever does not see what it is about.</summary>
    public async ValueTask<SeenCall?> FindAsync(
        string id,
        Actor actor,
        CancellationToken cancellationToken
    ) =>
        await store.FindAsync(CallStore.Collection, id, cancellationToken) is { } call
            ? await SeenAsync(call, actor, cancellationToken)
            : null;

    public async ValueTask<SeenCall?> SeenAsync(
        Call call,
        Actor actor,
        CancellationToken cancellationToken
    ) =>
        await subjects.FindAsync(call.EntityRef, actor, cancellationToken) is { } subject
            ? new SeenCall(call, subject)
            : null;

    /// <summary>Adds a change to the batch: a new call when there was none before. Nothing for one that
    /// changes nothing.</summary>
    public async ValueTask<Verdict<Call>> AddAsync(
        WriteBatch batch,
        Call? before,
        CallChange change,
        TaskSubject subject,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (ReferenceEquals(before, change.Call))
            return change.Call;
        var added = await callbacks.AddAsync(
            batch,
            change.Call,
            subject,
            command,
            cancellationToken
        );
        if (added.IsRefused)
            return added;
        var call = added.Value;
        if (before is null)
            batch.Insert(CallStore.Collection, call);
        else
            batch.Replace(CallStore.Collection, call);
        Record(batch, call, change, command);
        return call;
    }

    private static void Record(WriteBatch batch, Call call, CallChange change, Command command)
    {
        var facts = new CallFacts { CallId = call.Key };
        batch.Emit(
            command,
            new OutboxFact(change.Type, call.EntityRef)
            {
                Data = JsonSerializer.SerializeToElement(facts, CallFactsJson.Wire.CallFacts),
            }
        );
        if (change is { Type: CallEvents.Changed, Changes.Count: 0 })
            return;
        batch.Insert(
            Activities.Collection,
            Activities.Entry(command, call.EntityRef, TimelineKind.Call, change.Type) with
            {
                Changes = change.Changes,
                Refs = new Dictionary<string, string> { ["call_id"] = call.Key },
            }
        );
    }
}
