using KoSales.Domain.Inbound;
using KoSales.Functions.Inbound.Processing;
using KoSales.Functions.Writing;
using NodaTime;

namespace KoSales.Functions.Inbound;

/// <summary>What an administrator sees of deliveries, and does about those that are
/// stuck.</summary>
public sealed class InboundAdmin(IDocumentStore store, Commits commits)
{
    private const int Sampled = 1_000;

    private static readonly InboundStatus[] Waiting =
    [
        InboundStatus.Received,
        InboundStatus.Failed,
    ];

    /// <summary>Processes it again with all its attempts. Refused for one that is over.</summary>
    /// <param name="choice">What it is about, as a person says; null to leave that as it
    /// is.</param>
    public Task<Verdict<InboundDelivery>> ReplayAsync(
        string id,
        string? choice,
        Command command,
        CancellationToken cancellationToken
    ) =>
        commits.DecideAsync(
            Fault.Busy("webhook_event.busy", $"The delivery {QueryFaults.Shown(id)}"),
            async attempt =>
            {
                var found = await store.FindAsync(Deliveries.Collection, id, cancellationToken);
                if (found is null)
                    return Fault.NotFound("webhook_event", QueryFaults.Shown(id));
                var again = found.Replayed(choice, OutboxEvents.Grace, command);
                if (again.IsRefused)
                    return again;
                attempt
                    .Batch.Replace(Deliveries.Collection, again.Value)
                    .Emit(command, InboundArrivals.Of(again.Value));
                command.RecordAnswer(attempt.Batch, again.Value);
                return again;
            },
            cancellationToken
        );

    public async Task<InboundLagView> LagAsync(Instant now, CancellationToken cancellationToken)
    {
        var counts = await CountsAsync(cancellationToken);
        var oldest = await OldestAsync(cancellationToken);
        var lags = await LagsAsync(cancellationToken);
        return new InboundLagView
        {
            Counts = counts,
            Waiting = counts.Where(c => Waiting.Contains(c.Status)).Sum(c => c.Count),
            OldestWaitingSeconds = oldest is { } since
                ? Math.Round((now - since).TotalSeconds, 3)
                : null,
            Sample = lags.Length,
            P50Milliseconds = At(lags, 0.5),
            P99Milliseconds = At(lags, 0.99),
        };
    }

    private async ValueTask<IReadOnlyList<InboundCount>> CountsAsync(
        CancellationToken cancellationToken
    )
    {
        var groups = await store.GroupCountAsync(
            Deliveries.Collection,
            Filter.Present("status"),
            ["source", "status"],
            cancellationToken
        );
        return
        [
            .. groups
                .Where(g => g.Values[0] is not null)
                .Select(g =>
                    WireNames<InboundStatus>.TryRead(g.Values[1]!, out var status)
                        ? new InboundCount(g.Values[0]!, status, g.Count)
                        : null
                )
                .OfType<InboundCount>()
                .OrderBy(c => c.Source, StringComparer.Ordinal)
                .ThenBy(c => c.Status),
        ];
    }

    private async ValueTask<Instant?> OldestAsync(CancellationToken cancellationToken)
    {
        Instant? oldest = null;
        foreach (var status in Waiting)
        {
            var first = await store.ListAsync(
                Deliveries.Collection,
                new Query(
                    Deliveries.Collection,
                    Filter.Eq("status", WireNames<InboundStatus>.Of(status))
                )
                {
                    Sort = [new SortKey("created_at", FieldType.Instant)],
                    Limit = 1,
                },
                cancellationToken
            );
            if (first is [var found] && !(oldest < found.CreatedAt))
                oldest = found.CreatedAt;
        }

        return oldest;
    }

    private async ValueTask<long[]> LagsAsync(CancellationToken cancellationToken)
    {
        var last = await store.ListAsync(
            Deliveries.Collection,
            new Query(Deliveries.Collection, Filter.Present("processed_at"))
            {
                Sort = [new SortKey("processed_at", FieldType.Instant, Descending: true)],
                Limit = Sampled,
            },
            cancellationToken
        );
        return [.. last.Select(d => d.LagMilliseconds).OfType<long>().Order()];
    }

    private static long? At(long[] ordered, double share) =>
        ordered.Length == 0
            ? null
            : ordered[Math.Min(ordered.Length - 1, (int)(ordered.Length * share))];
}
