namespace KoSales.Tests.EndToEnd;

/// <summary>Accounts, teams, calendars and other definitions.</summary>
internal static partial class OneRoundBodies
{
    private static Dictionary<string, string> DefinitionsWithoutRules =>
        new()
        {
            ["AuthLogin"] = "Who is not known yet hears of form alone.",
            ["AuthRefresh"] = "Who is not known yet hears of form alone.",
            ["AuthForgot"] = "Who is not known yet hears of form alone.",
            ["AuthReset"] = "Who is not known yet hears of form alone.",
            ["AuthAcceptInvite"] = "Who is not known yet hears of form alone.",
            ["AuthLogout"] = "A token is good or not.",
        };

    private static IEnumerable<OneRoundBody> Definitions() =>
        [
            new(
                "CustomFieldsCreate",
                "custom-fields",
                """
                {"entity": "lead", "key": "Bad-Key", "name": " ", "type": "text",
                 "options": ["a"], "required": "x"}
                """,
                "/key",
                "/name",
                "/options",
                "/required"
            ),
            new(
                "CustomFieldsPatch",
                "custom-fields/{field}",
                """{"name": " ", "options": ["a"], "required": "x"}""",
                "/name",
                "/options",
                "/required"
            ),
            new(
                "CalendarsCreate",
                "calendars",
                """
                {"name": " ", "is_default": "x",
                 "week": {"mon": [{"from": "09:30", "to": "18:30"}]}}
                """,
                "/name",
                "/is_default"
            ),
            new(
                "CalendarsPatch",
                "calendars/{calendar}",
                """{"name": " ", "is_default": "x"}""",
                "/name",
                "/is_default"
            ),
            new(
                "CalendarsPreview",
                "calendars/preview",
                """
                {"calendar": {"time_zone": "Asia/Bhopal", "week": {"mon": [{"from": "09:30", "to": "18:30"}]}},
                 "deadlines": [{"from": "noon", "minutes": 5}]}
                """,
                "/calendar/time_zone",
                "/deadlines/0/from"
            ),
            new(
                "SlaPoliciesCreate",
                "sla-policies",
                """
                {"name": " ", "target_minutes": {"low": "x", "normal": 5}, "warn_at_percent": [90, 50],
                 "calendar_id": "CAL-999"}
                """,
                "/name",
                "/target_minutes/low",
                "/warn_at_percent",
                "/calendar_id"
            ),
            new(
                "SlaPoliciesPatch",
                "sla-policies/{policy}",
                """{"name": " ", "clock": "sundial", "warn_at_percent": [90, 50]}""",
                "/name",
                "/clock",
                "/warn_at_percent"
            ),
            new(
                "ReportsSlaWhatIf",
                "reports/sla/what-if",
                """{"days": 5, "clock": "sundial", "policy_id": "SLA-999", "calendar_id": "CAL-999"}""",
                "/clock",
                "/policy_id",
                "/calendar_id"
            ),
            new(
                "ScoreRulesCreate",
                "score-rules",
                $$"""{"name": "S", "rule": {{BadRule}}, "points": "x"}""",
                "/rule/field",
                "/points"
            ),
            new(
                "ScoreRulesPatch",
                "score-rules/{score}",
                $$"""{"rule": {{BadRule}}, "points": "x"}""",
                "/rule/field",
                "/points"
            ),
        ];
}
