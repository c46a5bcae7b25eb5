using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Filters.Reading;
using KoSales.Domain.Leads;

namespace KoSales.Functions.Scoring;

/// <summary>A new score as a change of a stored lead, on the condition that the lead is as it was
/// scored.</summary>
internal static class ScorePatches
{
    public static Filter Unchanged(Lead lead) =>
        Filter.AllOf(
            Filter.Eq("id", lead.Key),
            new Filter.Condition("version", FilterOperator.Eq, new FilterValue.Number(lead.Version))
        );

    public static Patch Of(Lead scored, Command command) =>
        new(command.Now, command.Actor.Id)
        {
            Set = new Dictionary<string, string?>
            {
                ["score"] = FilterLiteral.AsJson(scored.Score),
                ["rating"] = $"\"{WireNames<LeadRating>.Of(scored.Rating)}\"",
                ["score_reasons"] = JsonSerializer.Serialize(
                    scored.ScoreReasons,
                    ScoreReasonsJson.Stored.IReadOnlyListScoreReason
                ),
                ["score_flip_at"] = scored.ScoreReevaluationAt is { } at ? JsonText.Of(at) : null,
            },
        };

    public static OutboxFact EventOf(Lead lead) =>
        new("lead.updated", lead.Id.Ref) { Changed = ["score", "rating"] };
}

[JsonSerializable(typeof(IReadOnlyList<ScoreReason>))]
internal sealed partial class ScoreReasonsJson : JsonSerializerContext
{
    public static readonly ScoreReasonsJson Stored = new(DocumentJson.NewOptions());
}
