using KoSales.Domain.Agents;
using KoSales.Domain.Notifications;
using KoSales.Functions.Invariants;
using Microsoft.Azure.Functions.Worker;
using NodaTime;

namespace KoSales.Functions.Notifications;

/// <summary>Walks the store each night and tells administrators when something is not as it must be. A
/// violation counts only when it is there a second time, since the first may have been one that was being
/// written.</summary>
public sealed class InvariantWatch(
    InvariantChecker checker,
    IDocumentStore store,
    Inbox inbox,
    TimeProvider time
)
{
    private const int MostCounted = 10_000;
    private const int MostAdmins = 100;

    [Function("InvariantWatch")]
    public Task Watch(
        [TimerTrigger("0 20 21 * * *")] TimerInfo timer,
        CancellationToken cancellationToken
    ) => RunAsync(cancellationToken);

    /// <returns>How many violations there are.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var first = await FoundAsync(cancellationToken);
        if (first.Count == 0)
            return 0;
        var lasting = await FoundAsync(cancellationToken);
        lasting.IntersectWith(first);
        if (lasting.Count > 0)
            await TellAsync(lasting.Count, cancellationToken);
        return lasting.Count;
    }

    private async ValueTask<HashSet<Violation>> FoundAsync(CancellationToken cancellationToken) =>
        await checker
            .CheckAsync(cancellationToken)
            .Take(MostCounted)
            .ToHashSetAsync(cancellationToken: cancellationToken);

    private async Task TellAsync(int count, CancellationToken cancellationToken)
    {
        var now = Instant.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var notice = new Notice(
            Notice.About(
                NotificationKind.InvariantsBroken,
                $"invariants:{InstantConverter.Write(CompanyDay.StartOf(CompanyDay.Of(now)))}"
            ) with
            {
                Count = count,
            }
        );
        var admins = await AdminsAsync(cancellationToken);
        await inbox.NotifyAsync(admins.Select(a => notice.For(a.Key, now)), cancellationToken);
    }

    private ValueTask<IReadOnlyList<Agent>> AdminsAsync(CancellationToken cancellationToken)
    {
        var admins = Filter.AllOf(
            Filter.Eq("status", "active"),
            Filter.Missing("deleted_at"),
            new Filter.Condition(
                "roles",
                FilterOperator.ContainsAny,
                new FilterValue.Many([new FilterValue.Text("admin")])
            )
        );
        return store.ListAsync(
            Agent.Collection,
            new Query(Agent.Collection, admins) { Limit = MostAdmins },
            cancellationToken
        );
    }
}
