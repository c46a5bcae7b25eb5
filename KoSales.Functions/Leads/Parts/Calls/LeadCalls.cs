using KoSales.Domain.Calls;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Leads;
using KoSales.Domain.Pii;
using KoSales.Functions.Calls;
using KoSales.Functions.Leads.Parts.Clocks;
using KoSales.Functions.Outbox;
using KoSales.Functions.Pii;
using KoSales.Functions.Scoring;
using KoSales.Functions.Writing;

namespace KoSales.Functions.Leads.Parts.Calls;

/// <summary>What a call does to leads: the one that it is about was contacted and may have had its first
/// response; a missed call starts a call-back clock; a connected outbound call stops those of every open
/// lead with the number.</summary>
/// <remarks>Written only where it changes something, and a missed call that was answered by a later one
/// starts nothing, so events may come twice, late and in any order.</remarks>
public sealed class LeadCalls(
    IDocumentStore store,
    PiiSubjects vault,
    LeadClocks clocks,
    ScoreCardCache scores,
    Commits commits
) : IEventHandler
{
    private const int MostSubjects = 20;

    public IReadOnlyCollection<string> Types { get; } = [CallEvents.Logged, CallEvents.Changed];

    public async Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        var id = CallFacts.Read(outboxEvent.Data!.Value).CallId;
        if (
            await store.FindAsync(CallStore.Collection, id, cancellationToken)
            is not { DeletedAt: null } call
        )
            return;
        var command = new Command(Actor.System, outboxEvent.CreatedAt, outboxEvent.Id);
        foreach (var lead in await ConcernedAsync(call, cancellationToken))
            await commits.CarryAsync(
                $"what {call.Id} is to lead {lead}",
                attempt => NoteAsync(attempt.Batch, lead, call, command, cancellationToken),
                cancellationToken
            );
    }

    private async ValueTask<IReadOnlyList<string>> ConcernedAsync(
        Call call,
        CancellationToken cancellationToken
    )
    {
        List<EntityRef> concerned = [call.EntityRef];
        if (ClosesClocks(call) && call.PhoneIndex is { } phone)
            concerned.AddRange(
                await vault.WithAsync(
                    new BlindValue(BlindKind.Phone, phone),
                    MostSubjects,
                    cancellationToken
                )
            );
        return [.. concerned.Where(e => e.Type == EntityKind.Lead).Select(e => e.Id).Distinct()];
    }

    private async ValueTask NoteAsync(
        WriteBatch batch,
        string id,
        Call call,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (
            await store.FindAsync(LeadStore.Collection, id, cancellationToken)
            is not { DeletedAt: null } lead
        )
            return;
        var noted = await NotedAsync(lead, call, cancellationToken);
        if (noted == lead)
            return;
        string[] touched = [.. Touched(lead, noted)];
        noted = noted with
        {
            Version = lead.Version + 1,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };
        noted = (await scores.CurrentAsync(cancellationToken)).Rescore(noted, touched, command.Now);
        batch.Replace(LeadStore.Collection, noted);
        if (touched.Length > 0)
            batch.Emit(command, new OutboxFact("lead.updated", lead.Id.Ref) { Changed = touched });
    }

    private async ValueTask<Lead> NotedAsync(
        Lead lead,
        Call call,
        CancellationToken cancellationToken
    )
    {
        var noted = lead;
        if (lead.Id.Ref == call.EntityRef)
            noted = await OfItsOwnAsync(noted, call, cancellationToken);
        return ClosesClocks(call) && lead.CallBack?.StartedAt <= call.ContactAt
            ? await clocks.CallBackAsync(noted, call.ContactAt, cancellationToken)
            : noted;
    }

    private async ValueTask<Lead> OfItsOwnAsync(
        Lead lead,
        Call call,
        CancellationToken cancellationToken
    )
    {
        if (call.IsMissed)
            return IsToBeCalled(lead) && !await IsAnsweredAsync(call, cancellationToken)
                ? await clocks.MissCallAsync(lead, call.StartedAt, cancellationToken)
                : lead;
        if (!call.IsContact)
            return lead;
        var contacted =
            lead.LastContactedAt is { } last && last >= call.ContactAt
                ? lead
                : lead with
                {
                    LastContactedAt = call.ContactAt,
                };
        return call.ContactAt < lead.CreatedAt
            ? contacted
            : await clocks.RespondAsync(contacted, call.ContactAt, cancellationToken);
    }

    /// <summary>Whoever asked not to be called is not, though they called.</summary>
    private static bool IsToBeCalled(Lead lead) =>
        lead.Status == LeadStatus.Open && !lead.BarredChannels().Contains(ConsentChannel.Call);

    /// <summary>Somebody has spoken to them since, on that number or about that lead.</summary>
    private async ValueTask<bool> IsAnsweredAsync(Call missed, CancellationToken cancellationToken)
    {
        var with = missed.PhoneIndex is { } phone
            ? Filter.Eq("phone_index", phone)
            : CallLists.Of(missed.EntityRef);
        var later = new Filter.Condition(
            "started_at",
            FilterOperator.Gte,
            new FilterValue.Moment(missed.StartedAt)
        );
        var calls = await store.ListAsync(
            CallStore.Collection,
            new Query(CallStore.Collection, Filter.AllOf(with, later, Filter.Missing("deleted_at")))
            {
                Sort = [new SortKey("started_at", FieldType.Instant, Descending: true)],
                Limit = 200,
            },
            cancellationToken
        );
        return calls.Any(ClosesClocks);
    }

    private static bool ClosesClocks(Call call) =>
        call is { Direction: CallDirection.Outbound, IsConnected: true };

    private static IEnumerable<string> Touched(Lead before, Lead after)
    {
        if (before.LastContactedAt != after.LastContactedAt)
            yield return "last_contacted_at";
        if (before.FirstResponseAt != after.FirstResponseAt)
            yield return "first_response_at";
    }
}
