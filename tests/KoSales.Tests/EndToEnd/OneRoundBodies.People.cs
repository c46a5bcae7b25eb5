namespace KoSales.Tests.EndToEnd;

/// <summary>Leads, contacts, customers and deals, and what is personal about them.</summary>
internal static partial class OneRoundBodies
{
    private static Dictionary<string, string> PeopleWithoutRules =>
        new()
        {
            ["LeadsImportSuggest"] = "Any heading can be asked about.",
            ["ContactsImportSuggest"] = "Any heading can be asked about.",
            ["CustomersImportSuggest"] = "Any heading can be asked about.",
            ["DealsImportSuggest"] = "Any heading can be asked about.",
            ["LeadsLose"] = "A reason is any text; the rest is the state of the lead.",
            ["LeadsJunk"] = "A reason is any text; the rest is the state of the lead.",
            ["LeadsReopen"] = "A reason is any text; the rest is the state of the lead.",
            ["DocumentsUploaded"] = "The contract says all of it.",
            ["DocumentsReview"] = "The rest is the state of the document.",
            ["PiisConsent"] = "The contract says all of it.",
            ["PiisRewrap"] = "The contract says all of it.",
        };

    private static IEnumerable<OneRoundBody> People() =>
        [
            new(
                "TeamsCreate",
                "teams",
                """{"name": " ", "manager_id": "A0-9999", "calendar_id": 5}""",
                "/name",
                "/manager_id",
                "/calendar_id"
            ),
            new(
                "TeamsPatch",
                "teams/{team}",
                """{"name": " ", "calendar_id": 5}""",
                "/name",
                "/calendar_id"
            ),
            new(
                "AgentsCreate",
                "agents",
                """
                {"name": "A", "email": "not-an-address", "password": "short", "roles": ["chief"],
                 "team_id": "TM-9999"}
                """,
                "/email",
                "/password",
                "/roles/0",
                "/team_id"
            ),
            new(
                "AgentsPatch",
                "agents/{agent}",
                """
                {"name": " ", "capacity": {"weight": "x"}, "team_id": "TM-9999",
                 "leave": [{"from": "2026-12-05", "to": "2026-12-01"}]}
                """,
                "/name",
                "/capacity/weight",
                "/team_id",
                "/leave/0/to"
            ),
            new(
                "AgentsPassword",
                "agents/{agent}/password",
                """{"password": "short", "nope": 1}""",
                "/password",
                "/nope"
            ),
            new(
                "AuthPassword",
                "auth/password",
                $$"""{"current_password": "{{AppFixture.AdminPassword}}", "new_password": "short", "nope": 1}""",
                "/new_password",
                "/nope"
            ),
            new(
                "AgentsRedistribute",
                "agents/{agent}/redistribute",
                """{"agents": [{"agent_id": "A0-9999"}], "seed": "x"}""",
                "/agents/0/agent_id",
                "/seed"
            ),
            new(
                "AgentsDeactivate",
                "agents/{agent}/deactivate",
                """{"agents": [{"agent_id": "A0-9999"}], "seed": "x"}""",
                "/agents/0/agent_id",
                "/seed"
            ),
            new(
                "PiisReveal",
                "piis/{pii}/reveal",
                """{"fields": ["shoe_size"], "reason": " "}""",
                "/fields/0",
                "/reason"
            ),
            new(
                "DocumentsRegister",
                "piis/{pii}/documents",
                """
                {"type": "pan_card", "number": "12", "valid_to": "2020-01-01", "nope": 1,
                 "supersedes": "DOC-999999"}
                """,
                "/number",
                "/valid_to",
                "/supersedes",
                "/nope"
            ),
            new(
                "PiisErase",
                "piis/{pii}/erase",
                """{"reason": " ", "nope": 1}""",
                "/reason",
                "/nope"
            ),
        ];
}
