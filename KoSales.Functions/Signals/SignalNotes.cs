using System.Text.Json;
using KoSales.Domain.Assignment;
using KoSales.Domain.Signals;
using KoSales.Functions.Cohorts;
using KoSales.Functions.Outbox;
using KoSales.Functions.Tasks.Making;
using KoSales.Functions.Writing;

namespace KoSales.Functions.Signals;

/// <summary>Keeps signals of the application itself about records that are there: they are noted, and the
/// record stays as it is.</summary>
public sealed class SignalNotes(
    IDocumentStore store,
    IdAllocator ids,
    TaskSubjects subjects,
    Commits commits
)
{
    /// <summary>Once per source and key; nothing for a record that is gone.</summary>
    /// <param name="tells">Whether the timeline has nothing yet that tells of it.</param>
    public Task NoteAsync(
        SignalDraft draft,
        EntityRef about,
        bool tells,
        Command command,
        CancellationToken cancellationToken
    ) =>
        commits.CarryAsync(
            $"signal {draft.Source} {draft.DedupeKey}",
            async attempt =>
            {
                var same = SignalStore.With(draft.Source, draft.DedupeKey);
                var known = await store.FirstAsync(SignalStore.Collection, same, cancellationToken);
                var subject = await subjects.FindAsync(about, Actor.System, cancellationToken);
                if (known is not null || subject is null)
                    return;
                var id = await ids.NextAsync<SignalId>(cancellationToken);
                var holder = new Holder(subject.OwnerId, subject.TeamId);
                var taken = SignalDecisions
                    .Receive(id, draft, null, command)
                    .Take(new SignalOutcome(SignalStatus.Matched, about, holder), command);
                SignalJournal.Add(attempt.Batch, taken, isNew: true, command);
                if (tells)
                    SignalJournal.Tell(attempt.Batch, taken, command);
            },
            cancellationToken
        );
}

/// <summary>Makes a signal of what a cohort's action asks for.</summary>
public sealed class CohortSignals(SignalNotes notes) : IEventHandler
{
    public IReadOnlyCollection<string> Types { get; } = [CohortEvents.Signal];

    public bool IsAwaited => false;

    public Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        var facts = CohortEvents.Read(outboxEvent.Data!.Value);
        var draft = new SignalDraft(
            SignalOrigins.Cohort,
            SignalKind.Custom,
            outboxEvent.Id,
            outboxEvent.CreatedAt
        )
        {
            Payload = PayloadOf(facts),
        };
        var command = new Command(Actor.System, outboxEvent.CreatedAt, outboxEvent.Id);
        return notes.NoteAsync(draft, outboxEvent.Entity, tells: true, command, cancellationToken);
    }

    private static JsonElement PayloadOf(CohortFacts facts) =>
        JsonSerializer.SerializeToElement(
            new Dictionary<string, string>
            {
                ["cohort_id"] = facts.CohortId,
                ["signal"] = facts.Name ?? "",
            },
            SignalFactsJson.Wire.DictionaryStringString
        );
}
