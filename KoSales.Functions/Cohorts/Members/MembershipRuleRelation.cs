using System.Collections.Frozen;
using KoSales.Domain.Rules;
using KoSales.Functions.Rules;

namespace KoSales.Functions.Cohorts.Members;

/// <summary>Who is in which cohort now.</summary>
public interface IMemberships
{
    /// <summary>Ids of the cohorts of each entity that is in one, in one round trip.</summary>
    ValueTask<IReadOnlyDictionary<string, IReadOnlyList<string>>> OfAsync(
        EntityKind kind,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    );

    /// <summary>Types of the events, with the entity as theirs, that tell of joining and leaving.</summary>
    IReadOnlyCollection<string> EventTypes { get; }
}

/// <summary>The cohorts of which an entity is a member, as rules of other cohorts see them.</summary>
public sealed class MembershipRuleRelation(IMemberships memberships, EntityKind entity)
    : IRuleRelation
{
    public EntityKind Entity => entity;

    public IReadOnlyDictionary<string, FieldType> Fields { get; } =
        new Dictionary<string, FieldType>
        {
            [RuleReferences.Field] = FieldType.TextList,
        }.ToFrozenDictionary();

    public IReadOnlyCollection<string> EventTypes => memberships.EventTypes;

    public RelatedFacts Nothing { get; } = Of([]);

    public async ValueTask<IReadOnlyDictionary<string, RelatedFacts>> ReadAsync(
        IReadOnlyList<RawDocument> entities,
        CancellationToken cancellationToken
    )
    {
        var cohorts = await memberships.OfAsync(
            entity,
            [.. entities.Select(e => e.Id)],
            cancellationToken
        );
        return cohorts.ToDictionary(m => m.Key, m => Of(m.Value));
    }

    private static RelatedFacts Of(IReadOnlyList<string> cohorts) =>
        new RelatedFacts().Add(RuleReferences.Field, FieldValue.Of(cohorts));
}
