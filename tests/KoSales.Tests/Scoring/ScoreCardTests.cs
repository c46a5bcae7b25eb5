using System.Text.Json;
using KoSales.Domain.CustomFields;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Leads;
using KoSales.Domain.Scoring;
using KoSales.Tests.Leads;
using static KoSales.Tests.Leads.LeadSamples;

namespace KoSales.Tests.Scoring;

public sealed class ScoreCardTests
{
    private static readonly Lead Farmer = LeadSamples.Open;

    private static ReadyRule Rule(
        string id,
        int points,
        string field,
        Func<Lead, bool> matches,
        bool relative = false
    ) =>
        new(
            new ScoreRule
            {
                Id = ScoreRuleId.Of(id),
                Name = id,
                Points = points,
                Rule = default,
            },
            Filter.Everything,
            new HashSet<string> { field },
            relative,
            (lead, _) => matches(lead)
        );

    [Theory]
    [InlineData(0, LeadRating.Cold)]
    [InlineData(29, LeadRating.Cold)]
    [InlineData(30, LeadRating.Warm)]
    [InlineData(59, LeadRating.Warm)]
    [InlineData(60, LeadRating.Hot)]
    [InlineData(100, LeadRating.Hot)]
    public void The_rating_goes_by_thresholds(int score, LeadRating expected) =>
        Assert.Equal(expected, ScoreCard.RatingOf(score));

    [Theory]
    [InlineData(70, 50, 100)]
    [InlineData(-30, 10, 0)]
    [InlineData(40, -10, 30)]
    public void The_sum_stays_within_0_and_100(int one, int other, int expected) =>
        Assert.Equal(
            expected,
            new ScoreCard([
                Rule("SR-1", one, "kind", _ => true),
                Rule("SR-2", other, "kind", _ => true),
            ])
                .Score(Farmer, Now)
                .Score
        );

    [Fact]
    public void Only_rules_that_mention_a_changed_field_or_the_clock_are_asked_again()
    {
        List<string> asked = [];
        ReadyRule Asking(string id, string field, bool relative = false) =>
            Rule(
                id,
                10,
                field,
                _ =>
                {
                    asked.Add(id);
                    return true;
                },
                relative
            );
        var card = new ScoreCard([
            Asking("SR-1", "kind"),
            Asking("SR-2", "tags"),
            Asking("SR-3", "created_at", relative: true),
        ]);
        var scored = card.Score(Farmer, Now);
        asked.Clear();
        Assert.Equal(30, card.Rescore(scored, ["kind"], Now).Score);
        Assert.Equal(["SR-1", "SR-3"], asked);
    }

    [Fact]
    public void A_rule_that_no_longer_matches_takes_its_points_back()
    {
        var card = new ScoreCard([
            Rule("SR-1", 40, "kind", l => l.Kind == BuyerKind.Dealer),
            Rule("SR-2", 5, "tags", _ => true),
        ]);
        var dealer = card.Score(Farmer with { Kind = BuyerKind.Dealer }, Now);
        var farmer = card.Rescore(dealer with { Kind = BuyerKind.Farmer }, ["kind"], Now);
        Assert.Equal((45, 5), (dealer.Score, farmer.Score));
        Assert.Equal("SR-2", Assert.Single(farmer.ScoreReasons).RuleId);
    }

    [Fact]
    public void The_fields_that_rules_may_name_are_read_as_they_are_stored()
    {
        var fields = LeadFields.With(CustomFieldSet.Empty);
        var stored = JsonElement.Parse(LeadStore.Collection.Write(Farmer));
        Assert.All(
            fields.Paths,
            path =>
            {
                var (inStore, inMemory) = (
                    JsonFieldReader.Instance.Accessor(path)(stored),
                    fields.Accessor(path)(Farmer)
                );
                Assert.Equal(inStore.Kind, inMemory.Kind);
                if (inStore.Kind != FieldValueKind.List)
                    Assert.Equal(inStore.ToString(), inMemory.ToString());
            }
        );
    }
}
