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
    public IReadOnlyCollection<string> Types { get; } = rules.EventTypes;

    public bool IsIdle => cache.IsKnownEmpty;

    public async Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        if (cache.IsKnownEmpty)
            return;
        await FollowAsync(outboxEvent, cancellationToken);
        foreach (var relation in rules.DistantFrom(outboxEvent))
            await FollowAsync(relation, outboxEvent, cancellationToken);
    }

    /// <summary>What the event says of its entity.</summary>
    private async Task FollowAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        var change = rules.ChangeOf(outboxEvent);
        if (change.IsNone)
            return;
        var kind = outboxEvent.Entity.Type;
        var touched = new TouchedPaths(change.Everything ? null : change.Paths, outboxEvent.Id);
        if (await IsAskedForAsync(kind, touched, cancellationToken))
            await groups.SettleAsync(kind, outboxEvent.EntityIds(), touched, cancellationToken);
    }

    /// <summary>What it says of those to which its entity is related.</summary>
    private async Task FollowAsync(
        IDistantRelation relation,
        OutboxEvent outboxEvent,
        CancellationToken cancellationToken
    )
    {
        var touched = new TouchedPaths([.. relation.Fields.Keys], outboxEvent.Id);
        if (!await IsAskedForAsync(relation.Entity, touched, cancellationToken))
            return;
        var ids = await relation.EntitiesOfAsync(outboxEvent, cancellationToken);
        if (ids.Count > 0)
            await groups.SettleAsync(relation.Entity, ids, touched, cancellationToken);
    }

    private async ValueTask<bool> IsAskedForAsync(
        EntityKind kind,
        TouchedPaths touched,
        CancellationToken cancellationToken
    )
    {
        var index = (await cache.CurrentAsync(cancellationToken)).Of(kind);
        return !index.Touched(touched.Paths).IsEmpty;
    }
}
