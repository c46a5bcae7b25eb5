using KoSales.Functions.Assignment;
using KoSales.Functions.Cohorts.Members;
using KoSales.Functions.Outbox;
using KoSales.Functions.Rules;

namespace KoSales.Functions.Cohorts.Evaluation;

/// <summary>Follows the changes of entities: asks the cohorts that mention a changed field, and no
/// others.</summary>
public sealed class CohortHandler(RuleEngine rules, CohortCache cache, MembershipGroups groups)
    : IEventHandler
{
    public IReadOnlyCollection<string> Types { get; } =
    [.. rules.Kinds.SelectMany(rules.EventTypes).Distinct(StringComparer.Ordinal)];

    public bool IsIdle => cache.IsKnownEmpty;

    public async Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        if (cache.IsKnownEmpty)
            return;
        var change = rules.ChangeOf(outboxEvent);
        if (change.IsNone)
            return;
        var index = (await cache.CurrentAsync(cancellationToken)).Of(outboxEvent.Entity.Type);
        var touched = index.Touched(change.Everything ? null : change.Paths);
        if (touched.IsEmpty)
            return;
        await groups.SettleAsync(
            index.Entity,
            outboxEvent.EntityIds(),
            new TouchedPaths(change.Everything ? null : change.Paths, outboxEvent.Id),
            cancellationToken
        );
    }
}
