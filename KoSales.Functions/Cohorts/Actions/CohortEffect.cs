using System.Text.Json.Serialization;
using KoSales.Domain.Cohorts;

namespace KoSales.Functions.Cohorts.Actions;

/// <summary>An action that was done, or rightly refused, for one entity that joined or left; written in the
/// action's own transaction.</summary>
public sealed record CohortEffect : Document
{
    /// <summary>90 days; events are set aside long before.</summary>
    private const int KeptSeconds = 90 * 24 * 3600;

    public static readonly Collection<CohortEffect> Collection = new(
        "cohort_effects",
        new CohortEffectJson(DocumentJson.NewOptions()).CohortEffect,
        new IndexSpec("cohort_effects_entity", "entity_id"),
        new IndexSpec("cohort_effects_created", "created_at") { ExpireAfterSeconds = KeptSeconds }
    );

    /// <summary><c>{cohort}:{entity}:{stay}:{in or out}:{place of the action}</c>.</summary>
    public required string Id { get; init; }

    public required string CohortId { get; init; }

    public required string EntityId { get; init; }

    public required CohortActionType Type { get; init; }

    /// <summary>The code of the fault for which it was refused; null when it was done.</summary>
    public string? Refused { get; init; }

    [JsonIgnore]
    public override string Key => Id;
}

[JsonSerializable(typeof(CohortEffect))]
internal sealed partial class CohortEffectJson : JsonSerializerContext;
