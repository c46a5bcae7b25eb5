using KoSales.Functions.CustomFields;
using KoSales.Functions.Outbox;

namespace KoSales.Functions.Cohorts.Evaluation;

/// <summary>Freezes the cohorts whose rules a changed field breaks, and thaws those that it mends, right
/// after the change; the timer is for what this misses.</summary>
public sealed class CohortRuleHandler(CohortCache cache, CohortKeeper keeper) : IEventHandler
{
    public IReadOnlyCollection<string> Types { get; } = [CustomFieldDesk.Changed];

    public async Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        // The event may come to another instance than the change.
        cache.Evict();
        await keeper.LookAsync(cancellationToken);
    }
}
