using System.Text.Json;
using System.Text.Json.Serialization;

namespace KoSales.Domain.Scoring;

[JsonConverter(typeof(EntityIdConverter<ScoreRuleId>))]
public readonly record struct ScoreRuleId(string Value) : IEntityId<ScoreRuleId>
{
    public static IdFormat Format { get; } = new("score_rules", "SR-");

    public static ScoreRuleId Of(string value) => new(value);

    public override string ToString() => Value;
}

/// <summary>Adds points to (or takes them from) the score of each lead that its filter matches.</summary>
public sealed record ScoreRule : Document
{
    /// <summary>Either way.</summary>
    public const int MaxPoints = 100;

    /// <summary>More would make a score that nobody can explain to a salesman.</summary>
    public const int MaxRules = 100;

    public static readonly Collection<ScoreRule> Collection = new(
        "score_rules",
        () => new ScoreRuleJson(DocumentJson.NewOptions()).ScoreRule,
        new IndexSpec("score_rules_created", "-created_at")
    );

    public required ScoreRuleId Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The filter in the JSON form of api.md, checked against the fields of a lead when it was
    /// saved.</summary>
    public required JsonElement Rule { get; init; }

    public required int Points { get; init; }

    /// <summary>Inactive rules are kept but count for nothing.</summary>
    public bool Active { get; init; } = true;

    [JsonIgnore]
    public override string Key => Id.Value;
}

[JsonSerializable(typeof(ScoreRule))]
internal sealed partial class ScoreRuleJson : JsonSerializerContext;
