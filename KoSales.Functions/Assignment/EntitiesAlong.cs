using KoSales.Domain.Assignment;
using KoSales.Domain.Leads;
using NodaTime;

namespace KoSales.Functions.Assignment;

/// <summary>Entities of one kind that belong to others, such as the deals of a lead or a customer. One
/// implementation per kind, registered as a singleton.</summary>
public interface IRelatedEntities
{
    /// <summary>As policies name them: <c>deals</c>.</summary>
    string Name { get; }

    EntityKind Kind { get; }

    /// <summary>Whether they name entities of this kind.</summary>
    bool BelongTo(EntityKind kind);

    /// <summary>The open ones that name any of these.</summary>
    ValueTask<IReadOnlyList<RelatedEntity>> OpenOfAsync(
        EntityKind kind,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    );
}

/// <param name="Of">The id of the entity that it belongs to.</param>
public sealed record RelatedEntity(string Of, string Id, Holder Holder, Instant CreatedAt);

/// <summary>Hands related entities on with the ones they belong to, each with its own pipeline, tasks and
/// records; what is related to them in turn stays.</summary>
internal sealed class EntitiesAlong(
    IRelatedEntities related,
    IAssignedEntities entities,
    IEnumerable<IAssignmentRelation> relations
) : IAssignmentRelation
{
    private readonly IAssignmentRelation[] _relations =
    [
        .. relations.Where(r => r.BelongsTo(related.Kind) && !r.IsFoundFromAbove),
    ];

    public string Name => related.Name;

    public RelationPolicy Default => RelationPolicy.TransferIfOldOwners;

    public IReadOnlyCollection<RelationPolicy> Policies { get; } = Enum.GetValues<RelationPolicy>();

    public bool BelongsTo(EntityKind kind) => related.BelongTo(kind);

    public async ValueTask<ILookup<string, MovedItem>> AddAsync(
        WriteBatch batch,
        Cascading cascading,
        CancellationToken cancellationToken
    )
    {
        if (cascading.Policy == RelationPolicy.Keep && cascading.IsBulk)
            return Array.Empty<MovedItem>().ToLookup(_ => "");
        var moving = (await DestinationsAsync(cascading, cancellationToken))
            .Where(m => m.To is not null)
            .ToList();
        Handover[] handovers =
        [
            .. moving.Select(m => new Handover(m.Entity.Id, null, m.Entity.Holder, m.To!)),
        ];
        await HandAsync(batch, handovers, "assigned", cascading.Command, cancellationToken);
        return moving.ToLookup(
            m => m.Entity.Of,
            m => new MovedItem(Name, m.Entity.Id, m.Entity.Holder, m.To!)
        );
    }

    public async ValueTask<RelationCount> CountAsync(
        Cascading cascading,
        CancellationToken cancellationToken
    )
    {
        var found = await DestinationsAsync(cascading, cancellationToken);
        return new RelationCount(
            found.Count(f => f.To?.OwnerId is not null),
            found.Count(f => f.To is null),
            found.Count(f => f.To is { OwnerId: null })
        );
    }

    public async ValueTask<int> RestoreAsync(
        WriteBatch batch,
        IReadOnlyList<MovedItem> items,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var now = await entities.LoadAsync([.. items.Select(i => i.Id)], cancellationToken);
        Handover[] back =
        [
            .. items
                .Where(i => IsStill(now.GetValueOrDefault(i.Id), i.To))
                .Select(i => new Handover(i.Id, null, now[i.Id].Holder, i.From)),
        ];
        await HandAsync(batch, back, "assignment_undone", command, cancellationToken);
        return back.Length;
    }

    private static bool IsStill(AssignedEntity? entity, Holder holder) =>
        entity is { WhyNot: null } && entity.Holder.IsStill(holder);

    private async ValueTask HandAsync(
        WriteBatch batch,
        IReadOnlyList<Handover> handovers,
        string how,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (handovers.Count == 0)
            return;
        var assigning = new Assigning(AssignmentMode.Auto)
        {
            Summary = $"{WireNames<EntityKind>.Of(related.Kind)}.{how}",
            Daily = DailyCount.Unchanged,
        };
        await entities.AddAsync(batch, handovers, assigning, command, cancellationToken);
        foreach (var relation in _relations)
        {
            var along = new Cascading(related.Kind, handovers, relation.Default, command)
            {
                IsBulk = true,
            };
            await relation.AddAsync(batch, along, cancellationToken);
        }
    }

    private async ValueTask<IReadOnlyList<Moving>> DestinationsAsync(
        Cascading cascading,
        CancellationToken cancellationToken
    )
    {
        var handovers = cascading.Handovers.ToDictionary(h => h.Id);
        var open = await related.OpenOfAsync(cascading.Kind, handovers.Keys, cancellationToken);
        return
        [
            .. open.Where(e => cascading.MadeSince is not { } since || e.CreatedAt > since)
                .Select(e => new Moving(
                    e,
                    cascading.Policy.Destination(e.Holder, isLent: false, handovers[e.Of])
                )),
        ];
    }

    /// <param name="To">Null for one that stays.</param>
    private sealed record Moving(RelatedEntity Entity, Holder? To);
}
