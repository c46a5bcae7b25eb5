namespace KoSales.Tests.Pii;

/// <summary>Bodies of definitions, each with TEXT in another of its free texts. As they stand they are
/// taken.</summary>
internal static class DefinitionTexts
{
    private const string Week = """ "week": {"mon": [{"from": "09:00", "to": "17:00"}]} """;

    private const string Stages = """
        {"key": "won", "name": "Won", "type": "won"}, {"key": "lost", "name": "Lost", "type": "lost"}
        """;

    public static readonly IReadOnlyList<(string Path, string Body)> Bodies =
    [
        ("teams", """{"name": "TEXT"}"""),
        ("calendars", $$$"""{"name": "TEXT", {{{Week}}}}"""),
        (
            "calendars",
            $$$"""{"name": "C", {{{Week}}}, "holidays": [{"date": "2027-01-26", "name": "TEXT"}]}"""
        ),
        ("custom-fields", """{"entity": "lead", "key": "f1", "name": "TEXT", "type": "text"}"""),
        (
            "custom-fields",
            """{"entity": "lead", "key": "f2", "name": "F", "type": "enum", "options": ["TEXT", "b"]}"""
        ),
        ("cohorts", """{"entity": "lead", "name": "TEXT"}"""),
        ("cohorts", """{"entity": "lead", "name": "C1", "description": "TEXT"}"""),
        (
            "cohorts",
            """{"entity": "lead", "name": "C2", "on_enter": [{"type": "add_tag", "tag": "TEXT"}]}"""
        ),
        (
            "cohorts",
            """{"entity": "lead", "name": "C3", "on_exit": [{"type": "signal", "name": "TEXT"}]}"""
        ),
        (
            "cohorts",
            """{"entity": "lead", "name": "C4", "on_enter": [{"type": "create_task", "title": "TEXT"}]}"""
        ),
        (
            "cohorts",
            """{"entity": "lead", "name": "C5", "rule": {"any": [{"field": "tags", "op": "contains_any", "value": ["TEXT"]}]}}"""
        ),
        (
            "score-rules",
            """{"name": "TEXT", "points": 1, "rule": {"field": "kind", "op": "eq", "value": "dealer"}}"""
        ),
        (
            "score-rules",
            """{"name": "R", "points": 1, "rule": {"field": "external_ref", "op": "eq", "value": "TEXT"}}"""
        ),
        ("sla-policies", """{"name": "TEXT", "target_minutes": {"normal": 60}}"""),
        ("task-workflows", """{"name": "TEXT", "steps": [{"key": "a", "title": "A"}]}"""),
        ("task-workflows", """{"name": "W1", "steps": [{"key": "a", "title": "TEXT"}]}"""),
        (
            "task-workflows",
            """{"name": "W2", "steps": [{"key": "a", "title": "A", "checklist": ["TEXT"]}]}"""
        ),
        (
            "task-workflows",
            """{"name": "W3", "steps": [{"key": "a", "title": "A", "outcomes": [{"key": "o", "name": "TEXT"}]}]}"""
        ),
        (
            "pipeline-workflows",
            $$$"""{"kind": "lead", "name": "TEXT", "stages": [{"key": "new", "name": "New"}, {{{Stages}}}]}"""
        ),
        (
            "pipeline-workflows",
            $$$"""{"kind": "lead", "name": "P1", "stages": [{"key": "new", "name": "TEXT"}, {{{Stages}}}]}"""
        ),
        (
            "pipeline-workflows",
            $$$"""
            {"kind": "lead", "name": "P2", "stages": [{"key": "new", "name": "New"}, {{{Stages}}}],
             "starts_when": {"field": "tags", "op": "contains_any", "value": ["TEXT"]}}
            """
        ),
    ];
}
