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
    Staff staff,
    Inbox inbox,
    TimeProvider time
)
{
    private const int MostCounted = 10_000;

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
        var admins = await staff.AdminsAsync(cancellationToken);
        await inbox.NotifyAsync(admins.Select(a => notice.For(a.Key, now)), cancellationToken);
    }
}
