using System.Text.Json;
using KoSales.Domain.Rules;
using static KoSales.Tests.Rules.RuleSamples;

namespace KoSales.Tests.Rules;

public sealed class RuleCheckTests
{
    [Theory]
    [InlineData(
        """{"field":"due_at","op":"in_period","value":"this_fortnight"}""",
        "/rule/value",
        "filter.wrong_value"
    )]
    [InlineData(
        """{"field":"due_at","op":"within_next","value":"soon"}""",
        "/rule/value",
        "filter.wrong_value"
    )]
    [InlineData(
        """{"field":"name","op":"in_period","value":"today"}""",
        "/rule/op",
        "filter.operator_not_for_field"
    )]
    [InlineData(
        """{"all":[{"field":"tasks.opened","op":"eq","value":1}]}""",
        "/rule/all/0/field",
        "filter.unknown_field"
    )]
    [InlineData(
        """{"any":[{"not":{"field":"tasks.open","op":"eq","value":"1"}}]}""",
        "/rule/any/0/not/value",
        "filter.wrong_value"
    )]
    [InlineData(
        """{"all":[{"field":"cohorts","op":"contains_any","value":["COH-1","COH-9"]}]}""",
        "/rule/all/0/value/1",
        "rule.unknown_cohort"
    )]
    public void A_fault_names_the_place(string json, string pointer, string code)
    {
        var fault = Assert.Single(
            RuleCheck.Read(JsonElement.Parse(json), Catalog, Links("COH-5", ("COH-1", []))).Faults
        );

        Assert.Equal((pointer, code), (fault.Pointer, fault.Code));
    }

    [Theory]
    [InlineData("COH-5", "COH-5 → COH-5")]
    [InlineData("COH-1", "COH-5 → COH-1 → COH-5")]
    [InlineData("COH-2", "COH-5 → COH-2 → COH-1 → COH-5")]
    public void A_cohort_may_not_depend_on_itself_however_long_the_way(string reference, string way)
    {
        var links = Links(
            "COH-5",
            ("COH-5", []),
            ("COH-1", ["COH-5"]),
            ("COH-2", ["COH-3", "COH-1"]),
            ("COH-3", [])
        );
        var rule = JsonElement.Parse(
            """{"not":{"field":"cohorts","op":"contains_all","value":["COH"]}}""".Replace(
                "COH",
                reference,
                StringComparison.Ordinal
            )
        );

        var fault = Assert.Single(RuleCheck.Read(rule, Catalog, links).Faults);

        Assert.Equal(("rule.cohort_cycle", "/rule/not/value/0"), (fault.Code, fault.Pointer));
        Assert.Contains(way + ".", fault.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Cohorts_may_build_on_each_other_without_a_circle()
    {
        var links = Links("COH-5", ("COH-1", ["COH-2"]), ("COH-2", []), ("COH-3", ["COH-2"]));
        var rule = Compile(
            RuleCheck
                .Read(
                    JsonElement.Parse(
                        """{"field":"cohorts","op":"contains_any","value":["COH-1","COH-3"]}"""
                    ),
                    Catalog,
                    links
                )
                .Value
        );

        Assert.Equal(["COH-1", "COH-3"], rule.Cohorts.Order());
        Assert.Equal(["cohorts"], rule.Depends);
    }

    [Fact]
    public void A_rule_on_a_field_that_was_removed_is_refused_by_its_place()
    {
        var rule = JsonElement.Parse(
            """{"all":[{"field":"score","op":"gte","value":5},{"any":[{"field":"custom.gone","op":"eq","value":"x"}]}]}"""
        );

        var fault = Assert.Single(RuleCheck.Read(rule, Catalog, CohortLinks.None).Faults);

        Assert.Equal(
            ("/rule/all/1/any/0/field", "filter.unknown_field"),
            (fault.Pointer, fault.Code)
        );
    }

    private static CohortLinks Links(string self, params (string Id, string[] Refers)[] cohorts) =>
        new(self, id => cohorts.Where(c => c.Id == id).Select(c => c.Refers).FirstOrDefault());
}
