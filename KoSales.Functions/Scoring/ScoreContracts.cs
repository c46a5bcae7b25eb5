using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Filters;
using KoSales.Domain.Scoring;
using NodaTime;

namespace KoSales.Functions.Scoring;

public sealed record CreateScoreRule
{
    [StringLength(100, MinimumLength = 1)]
    [KeptInTheClear]
    public required string Name { get; init; }

    [Description(
        "A filter over the fields of a lead: {\"field\": \"kind\", \"op\": \"eq\", \"value\": \"dealer\"}."
    )]
    [KeptInTheClear]
    public required JsonElement Rule { get; init; }

    [Range(-ScoreRule.MaxPoints, ScoreRule.MaxPoints)]
    public required int Points { get; init; }

    public bool? Active { get; init; }
}

public sealed record EditScoreRule
{
    [StringLength(100, MinimumLength = 1)]
    [KeptInTheClear]
    public string? Name { get; init; }

    [KeptInTheClear]
    public JsonElement? Rule { get; init; }

    [Range(-ScoreRule.MaxPoints, ScoreRule.MaxPoints)]
    public int? Points { get; init; }

    public bool? Active { get; init; }
}

public sealed record ScoreRuleView
{
    public required ScoreRuleId Id { get; init; }

    public required int Version { get; init; }

    public required string Name { get; init; }

    public required JsonElement Rule { get; init; }

    public required int Points { get; init; }

    public required bool Active { get; init; }

    public required Instant CreatedAt { get; init; }

    public required Instant UpdatedAt { get; init; }
}

[JsonSerializable(typeof(CreateScoreRule))]
[JsonSerializable(typeof(EditScoreRule))]
[JsonSerializable(typeof(ScoreRuleView))]
internal sealed partial class ScoreContractsJson : JsonSerializerContext;

public static class ScoreLists
{
    public static readonly ListSpec<ScoreRuleView> Rules = new()
    {
        Name = "score-rules",
        Noun = "score_rule",
        Collection = ScoreRule.Collection,
        Fields = new Dictionary<string, FieldType> { ["active"] = FieldType.Flag },
        Scope = _ => Filter.Everything,
    };
}
