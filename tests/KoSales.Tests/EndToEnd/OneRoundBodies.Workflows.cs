namespace KoSales.Tests.EndToEnd;

/// <summary>Pipeline and task workflows.</summary>
internal static partial class OneRoundBodies
{
    private static Dictionary<string, string> WorkflowsWithoutRules =>
        new()
        {
            ["TaskWorkflowsCreate"] = "A draft is checked when it is published.",
            ["TaskWorkflowsPatch"] = "A draft is checked when it is published.",
        };

    private static IEnumerable<OneRoundBody> Workflows() =>
        [
            new(
                "PipelineWorkflowsCreate",
                "pipeline-workflows",
                $$"""
                {"kind": "lead", "name": 5, "stages": [{"key": "a", "name": "A"}],
                 "starts_when": {{BadRule}}}
                """,
                "/name",
                "/starts_when/field"
            ),
            new(
                "PipelineWorkflowsPatch",
                "pipeline-workflows/{way}",
                $$"""{"name": 5, "starts_when": {{BadRule}}}""",
                "/name",
                "/starts_when/field"
            ),
            new(
                "PipelineWorkflowsPublish",
                "pipeline-workflows/{way}/publish",
                """{"task_workflows": ["TW-999"], "nope": 1}""",
                "/task_workflows/0",
                "/nope"
            ),
            new(
                "PipelineWorkflowsMigrate",
                "pipeline-workflows/{way}/migrate",
                """{"from_version": "x", "to_version": 99, "stage_map": {"a": "b"}}""",
                "/from_version",
                "/to_version"
            ),
            new(
                "PipelinesTransition",
                "pipelines/{pipeline}/transition",
                """{"to": "zz", "expected_stage": 5}""",
                "/to",
                "/expected_stage"
            ),
            new(
                "PipelinesReopen",
                "pipelines/{pipeline}/reopen",
                """{"reason": " ", "nope": 1}""",
                "/reason",
                "/nope"
            ),
        ];
}
