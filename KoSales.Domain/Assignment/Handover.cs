using System.Text.Json.Serialization;

namespace KoSales.Domain.Assignment;

/// <summary>Whose something is.</summary>
/// <param name="OwnerId">Null: in the team's pool, or nobody's.</param>
public sealed record Holder(string? OwnerId, string? TeamId)
{
    public static readonly Holder Nobody = new(null, null);

    /// <summary>The same owner, whose team may have changed since; for a pool the same pool.</summary>
    public bool IsStill(Holder earlier) =>
        OwnerId is null ? this == earlier : OwnerId == earlier.OwnerId;
}

/// <summary>One entity that is to change hands.</summary>
/// <param name="Id">The entity's.</param>
/// <param name="Version">The version that was looked at; null when any will do that is still
/// <paramref name="From"/>'s.</param>
public sealed record Handover(string Id, int? Version, Holder From, Holder To);

/// <summary>What becomes of something that belongs to an entity when the entity changes hands. Closed
/// things never move.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RelationPolicy>))]
public enum RelationPolicy
{
    /// <summary>Goes to the new owner, whoever has it.</summary>
    [JsonStringEnumMemberName("transfer")]
    Transfer,

    /// <summary>Stays with whoever has it.</summary>
    [JsonStringEnumMemberName("keep")]
    Keep,

    /// <summary>Goes to the new owner when it was the old one's or nobody's, or when only a level of an
    /// escalation policy took it to somebody else; what
    /// somebody was given on purpose stays theirs.</summary>
    [JsonStringEnumMemberName("transfer_if_old_owners")]
    TransferIfOldOwners,

    /// <summary>Goes to the pool of the new owner's team.</summary>
    [JsonStringEnumMemberName("unassign")]
    Unassign,
}

/// <summary>A policy by the relation's name; the relation's own default where none is given.</summary>
public sealed record CascadePolicy(IReadOnlyDictionary<string, RelationPolicy> ByRelation)
{
    public static readonly CascadePolicy Default = new(new Dictionary<string, RelationPolicy>());

    public RelationPolicy Of(string relation, RelationPolicy otherwise) =>
        ByRelation.GetValueOrDefault(relation, otherwise);
}

public static class Relations
{
    /// <summary>Where something goes by the policy; null when it stays.</summary>
    /// <param name="isLent">Its holder has it for the time being only: nobody gave it to them on
    /// purpose.</param>
    public static Holder? Destination(
        this RelationPolicy policy,
        Holder holder,
        bool isLent,
        Handover handover
    ) =>
        policy switch
        {
            RelationPolicy.Keep => null,
            RelationPolicy.Transfer => Unless(holder, handover.To),
            RelationPolicy.TransferIfOldOwners => isLent || Belongs(holder, handover.From)
                ? Unless(holder, handover.To)
                : null,
            RelationPolicy.Unassign => Unless(holder, new Holder(null, handover.To.TeamId)),
        };

    private static bool Belongs(Holder holder, Holder owner) =>
        holder.OwnerId is null || holder.OwnerId == owner.OwnerId;

    private static Holder? Unless(Holder now, Holder to) => now == to ? null : to;
}
