using System.Text.Json;
using System.Text.Json.Serialization;

namespace KoSales.Functions.Cohorts;

/// <param name="PeriodId">Which membership period of the entity in the cohort has begun or ended.</param>
public sealed record CohortFacts(
    string CohortId,
    [property: JsonPropertyName("stay")] string PeriodId
)
{
    /// <summary>Of a signal or a webhook: what the cohort's action calls it.</summary>
    public string? Name { get; init; }
}

public static class CohortEvents
{
    /// <summary>A cohort was made, edited, paused, resumed, frozen, archived or deleted. Its entity is the
    /// cohort.</summary>
    public const string Changed = "cohort.changed";

    /// <summary>The event's entity is a member now: <see cref="CohortFacts"/>. Emitted where the cohort has
    /// something to do about it.</summary>
    public const string Joined = "cohort.joined";

    public const string Left = "cohort.left";

    /// <summary>An action of a cohort asks for a signal about the entity.</summary>
    public const string Signal = "cohort.signal";

    /// <summary>An action of a cohort asks for an outbound webhook about the entity.</summary>
    public const string Webhook = "cohort.webhook";

    private static readonly CohortEventsJson Json = new(DocumentJson.NewOptions());

    public static JsonElement Data(CohortFacts facts) =>
        JsonSerializer.SerializeToElement(facts, Json.CohortFacts);

    public static CohortFacts Read(JsonElement data) => data.Deserialize(Json.CohortFacts)!;
}

[JsonSerializable(typeof(CohortFacts))]
internal sealed partial class CohortEventsJson : JsonSerializerContext;
