using KoSales.Domain.Assignment;
using KoSales.Domain.Leads;
using KoSales.Domain.Timeline;
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
/// records; what is related to them in turn stays. One that several share goes with the strongest claim to
/// it, and its timeline says why it went or stayed.</summary>
/// <param name="claims">Null for entities that nobody shares.</param>
internal sealed class EntitiesAlong(
    IRelatedEntities related,
    IAssignedEntities entities,
    IEnumerable<IAssignmentRelation> relations,
    IWorkClaims? claims
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
        var found = await DestinationsAsync(cascading, cancellationToken);
        var moving = found.Where(m => m.To is not null).ToList();
        Handover[] handovers =
        [
            .. moving.Select(m => new Handover(m.Entity.Id, null, m.Entity.Holder, m.To!)),
        ];
        var assigning = AssigningOf("assigned") with
        {
            Claims = moving
                .Where(m => m.Claim is not null)
                .ToDictionary(m => m.Entity.Id, m => m.Claim!),
        };
        await HandAsync(batch, handovers, assigning, cascading.Command, cancellationToken);
        foreach (var kept in found.Where(m => m is { To: null, Claim: not null }))
            batch.Insert(Activities.Collection, KeptEntry(kept, cascading.Command));
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
        )
        {
            Claimed = [.. found.Where(f => f.Claim is not null).Select(ClaimedOf)],
        };
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
        var assigning = AssigningOf("assignment_undone");
        await HandAsync(batch, back, assigning, command, cancellationToken);
        return back.Length;
    }

    private static bool IsStill(AssignedEntity? entity, Holder holder) =>
        entity is { WhyNot: null } && entity.Holder.IsStill(holder);

    private async ValueTask HandAsync(
        WriteBatch batch,
        IReadOnlyList<Handover> handovers,
        Assigning assigning,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (handovers.Count == 0)
            return;
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
        Moving[] along =
        [
            .. open.Where(e => cascading.MadeSince is not { } since || e.CreatedAt > since)
                .Select(e => new Moving(
                    e,
                    cascading.Policy.Destination(e.Holder, isLent: false, handovers[e.Of])
                )),
        ];
        return cascading is { IsByClaim: true, Policy: RelationPolicy.TransferIfOldOwners }
            ? await ByClaimAsync(cascading, along, cancellationToken)
            : along;
    }

    /// <summary>Those that would go along, and that others than the handed-over entity claim too, go where
    /// the strongest claim is.</summary>
    private async ValueTask<IReadOnlyList<Moving>> ByClaimAsync(
        Cascading cascading,
        Moving[] along,
        CancellationToken cancellationToken
    )
    {
        string[] going =
        [
            .. along
                .Where(m => m.To is { } to && to.OwnerId != m.Entity.Holder.OwnerId)
                .Select(m => m.Entity.Id),
        ];
        if (claims is null || going.Length == 0)
            return along;
        var all = await claims.OfAsync(cascading, going, cancellationToken);
        return [.. along.Select(m => Claimed(m, [.. all[m.Entity.Id]]))];
    }

    private static Moving Claimed(Moving moving, WorkClaim[] claims)
    {
        var isShared = claims.Any(c => c.LeadId != moving.Entity.Of);
        if (!isShared || StrongestClaim.Of(claims) is not { } strongest)
            return moving;
        var holder = strongest.Claim.Holder;
        return moving with
        {
            To = holder == moving.Entity.Holder ? null : holder,
            Claim = strongest,
        };
    }

    private Assigning AssigningOf(string how) =>
        new(AssignmentMode.Auto)
        {
            Summary = $"{WireNames<EntityKind>.Of(related.Kind)}.{how}",
            Daily = DailyCount.Unchanged,
        };

    private TimelineEntry KeptEntry(Moving kept, Command command) =>
        Activities.Entry(
            command,
            new EntityRef(related.Kind, kept.Entity.Id),
            TimelineKind.Assigned,
            $"{WireNames<EntityKind>.Of(related.Kind)}.kept"
        ) with
        {
            Reason = kept.Claim!.Told(moves: false),
            Refs = ClaimRefs.Of(kept.Claim),
        };

    private static ClaimedRecord ClaimedOf(Moving moving) =>
        new(
            moving.Entity.Id,
            moving.To ?? moving.Entity.Holder,
            moving.To is not null,
            moving.Claim!
        );

    /// <param name="To">Null for one that stays.</param>
    private sealed record Moving(RelatedEntity Entity, Holder? To)
    {
        /// <summary>Why it goes there or stays; null where nobody else claims it.</summary>
        public StrongestClaim? Claim { get; init; }
    }
}

/// <summary>What timeline entries say of a claim, beside the sentence.</summary>
internal static class ClaimRefs
{
    public static Dictionary<string, string> Of(StrongestClaim claim) =>
        new()
        {
            ["claim"] = WireNames<ClaimReason>.Of(claim.Why),
            [$"{WireNames<EntityKind>.Of(claim.Claim.By.Type)}_id"] = claim.Claim.By.Id,
        };
}
