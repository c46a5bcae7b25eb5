namespace KoSales.Tests.EndToEnd;

/// <summary>Cohorts and their jobs.</summary>
internal static partial class OneRoundBodies
{
    private static Dictionary<string, string> CohortsWithoutRules =>
        new() { ["CohortsUnpin"] = "Ids that are not pinned do no harm." };

    private static IEnumerable<OneRoundBody> Cohorts() =>
        [
            new(
                "CohortsCreate",
                "cohorts",
                $$"""
                {"name": 5, "entity": "lead", "rule": {{BadRule}}, "include_ids": [5, "K0-999999"],
                 "on_enter": [{"type": "dance"}, {"type": "add_tag"}]}
                """,
                "/name",
                "/rule/field",
                "/include_ids/0",
                "/include_ids/1",
                "/on_enter/0/type",
                "/on_enter/1/tag"
            ),
            new(
                "CohortsPatch",
                "cohorts/{cohort}",
                $$"""{"name": 5, "rule": {{BadRule}}}""",
                "/name",
                "/rule/field"
            ),
            new(
                "CohortPreview",
                "cohorts/preview",
                $$"""{"entity": "lead", "rule": {{BadRule}}, "sample": "x"}""",
                "/rule/field",
                "/sample"
            ),
            new(
                "CohortsPin",
                "cohorts/{cohort}/pin",
                """{"ids": ["K0-999999"], "kind": "perhaps"}""",
                "/ids/0",
                "/kind"
            ),
            new(
                "CohortsAssign",
                "cohorts/{cohort}/assign",
                """{"agents": [{"agent_id": "A0-9999"}], "seed": "x"}""",
                "/agents/0/agent_id",
                "/seed"
            ),
        ];
}
