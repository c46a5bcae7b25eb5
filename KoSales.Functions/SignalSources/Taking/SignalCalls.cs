using KoSales.Domain.Calls;
using KoSales.Domain.Signals;
using KoSales.Functions.Calls;
using KoSales.Functions.Outbox;
using KoSales.Functions.Related;
using KoSales.Functions.Signals;

namespace KoSales.Functions.SignalSources.Taking;

/// <summary>Writes a missed call down as a call, which starts the call-back clock of an open lead: any connected
/// outbound call to the number stops it. Once per signal, since calls are told apart by provider and
/// id.</summary>
public sealed class SignalCalls(IDocumentStore store, CallDesk calls) : IEventHandler
{
    public const string Provider = "signals";

    /// <summary>Of a call that nobody made.</summary>
    private static readonly Actor Telephony = Actor.System with
    {
        Roles = [Role.Admin, Role.Integration],
    };

    public IReadOnlyCollection<string> Types { get; } = [SignalEvents.Taken];

    public async Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        var facts = SignalFacts.Read(outboxEvent.Data!.Value);
        if (
            facts.Kind != SignalKind.MissedCall
            || await store.FindAsync(SignalStore.Collection, facts.SignalId, cancellationToken)
                is not { EntityRef: { } about } signal
        )
            return;
        var body = new CreateCall
        {
            EntityRef = new RelatedEntity { Type = about.Type, Id = about.Id },
            Direction = CallDirection.Inbound,
            Provider = Provider,
            ProviderCallId = signal.Key,
            Status = CallStatus.Missed,
            StartedAt = signal.OccurredAt,
        };
        var command = new Command(Telephony, outboxEvent.CreatedAt, outboxEvent.Id);
        var logged = await calls.LogAsync(body, command, cancellationToken);
        if (logged is { IsRefused: true, Faults: [{ Kind: FaultKind.Unavailable } busy, ..] })
            throw new StoreUnavailableException(busy.Detail);
    }
}
