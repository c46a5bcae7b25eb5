using System.Text.Json;
using KoSales.Domain.Leads;
using KoSales.Domain.Scoring;

namespace KoSales.Functions.Scoring;

internal static class ScoreExamples
{
    private static readonly JsonElement IsDealer = JsonElement.Parse(
        """{"field": "kind", "op": "eq", "value": "dealer"}"""
    );

    private static readonly ScoreRuleId Id = ScoreRuleId.Of("SR-1");

    public static readonly ContractExample[] All =
    [
        ContractExample.Of(
            new CreateScoreRule
            {
                Name = "A dealer",
                Rule = IsDealer,
                Points = 30,
                Active = true,
            }
        ),
        ContractExample.Of(new EditScoreRule { Points = 25 }),
        ContractExample.Of(
            new ScoreRuleView
            {
                Id = Id,
                Version = 3,
                Name = "A dealer",
                Rule = IsDealer,
                Points = 30,
                Active = true,
                CreatedAt = ExampleNames.Start,
                UpdatedAt = ExampleNames.After(5),
            }
        ),
        ContractExample.Of(
            new LeadScoreView(
                LeadId.Of(ExampleNames.Lead),
                30,
                LeadRating.Warm,
                [
                    new RuleShare(
                        Id,
                        "A dealer",
                        30,
                        "true",
                        30,
                        new ExplainedTerm("true", IsDealer, null, "dealer", [])
                    ),
                ]
            )
        ),
    ];
}
