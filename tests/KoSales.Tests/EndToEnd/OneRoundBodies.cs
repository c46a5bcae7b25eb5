namespace KoSales.Tests.EndToEnd;

/// <summary>A body with faults of form and faults against rules.</summary>
/// <param name="Pointers">Of all of them.</param>
public sealed record OneRoundBody(
    string Function,
    string Path,
    string Json,
    params IReadOnlyList<string> Pointers
)
{
    public bool IsPatch => Function.EndsWith("Patch", StringComparison.Ordinal);

    /// <summary>What is put in the place of what was there.</summary>
    public bool IsPut => Function.EndsWith("Write", StringComparison.Ordinal);
}

/// <summary>One bad body for every function that takes one.</summary>
internal static class OneRoundBodies
{
    private const string BadRule = """{"field": "nix", "op": "eq", "value": 1}""";

    /// <summary>Bodies that only their form can be wrong about, and why.</summary>
    public static IReadOnlyDictionary<string, string> WithoutRules { get; } =
        new Dictionary<string, string>
        {
            ["AuthLogin"] = "Who is not known yet hears of form alone.",
            ["AuthRefresh"] = "Who is not known yet hears of form alone.",
            ["AuthForgot"] = "Who is not known yet hears of form alone.",
            ["AuthReset"] = "Who is not known yet hears of form alone.",
            ["AuthAcceptInvite"] = "Who is not known yet hears of form alone.",
            ["AuthLogout"] = "A token is good or not.",
            ["CustomerSyncQuarantineResolve"] = "The rest is the state of the delivery and of the customer.",
            ["CohortsUnpin"] = "Ids that are not pinned do no harm.",
            ["WebhookSubscriptionsRotate"] = "The contract says all of it.",
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
            ["QuotationsAccept"] = "Revision and hash are those of the deal, or not.",
            ["QuotationsApprove"] = "Revision and hash are those of the deal, or not.",
            ["QuotationsReject"] = "Revision and hash are those of the deal, or not.",
            ["TaskWorkflowsCreate"] = "A draft is checked when it is published.",
            ["TaskWorkflowsPatch"] = "A draft is checked when it is published.",
            ["WebhooksInventoryRotate"] = "The contract says all of it.",
            ["TasksHold"] = "A reason is any text; the rest is the state of the task.",
            ["TasksCancel"] = "A reason is any text; the rest is the state of the task.",
            ["TasksSkip"] = "A reason is any text; the rest is the state of the task.",
            ["TasksReopen"] = "A reason is any text; the rest is the state of the task.",
            ["TasksPatch"] = "Members that cannot be cleared have a test of their own.",
        };

    public static IReadOnlyList<OneRoundBody> All { get; } =
    [
        .. Connecting(),
        .. People(),
        .. Selling(),
        .. Definitions(),
        .. Workflows(),
        .. Cohorts(),
        .. Work(),
    ];

    private static IEnumerable<OneRoundBody> Selling() =>
        [
            new(
                "QuotationsWrite",
                "deals/{deal}/quotation",
                """
                {"place_of_supply": "00", "valid_until": "2030-01-01", "nope": 1,
                 "items": [{"sku": "A", "name": "B", "hsn": "99", "quantity": "0", "unit": "BTL",
                            "unit_price": "1.00"}]}
                """,
                "/place_of_supply",
                "/nope",
                "/items/0/hsn",
                "/items/0/quantity"
            ),
            new(
                "DraftOrdersPatch",
                "draft-orders/{order}",
                """{"shipping_address": {"state_code": "00"}, "customer_id": "CT-999999", "nope": 1}""",
                "/shipping_address/state_code",
                "/customer_id",
                "/nope"
            ),
            new(
                "GstRatesAdd",
                "gst-rates",
                """
                {"hsn": "3105", "rate": "500", "valid_from": "2031-01-01",
                 "valid_to": "2030-01-01", "source": "S", "nope": 1}
                """,
                "/rate",
                "/valid_to",
                "/nope"
            ),
            new(
                "GstRatesEnd",
                "gst-rates/3105.2025-09-22/end",
                """{"valid_to": "2000-01-01", "nope": 1}""",
                "/valid_to",
                "/nope"
            ),
        ];

    private static IEnumerable<OneRoundBody> Connecting() =>
        [
            new(
                "ApiKeysCreate",
                "api-keys",
                """
                {"name": " ", "scopes": ["leads:bulk", "auth:read", "nix"], "nope": 1,
                 "expires_at": "2020-01-01T00:00:00.000Z"}
                """,
                "/name",
                "/scopes/1",
                "/scopes/2",
                "/nope",
                "/expires_at"
            ),
            new(
                "ApiKeysRotate",
                "api-keys/{key}/rotate",
                """{"grace_minutes": -1, "expires_at": "2020-01-01T00:00:00.000Z"}""",
                "/grace_minutes",
                "/expires_at"
            ),
            new(
                "WebhookSubscriptionsCreate",
                "webhook-subscriptions",
                """
                {"name": " ", "url": "https://127.0.0.1/", "event_types": ["lead.created", "nix"],
                 "filter": {"field": "nix", "op": "eq", "value": 1}, "nope": 1}
                """,
                "/name",
                "/url",
                "/event_types/1",
                "/filter/field",
                "/nope"
            ),
            new(
                "WebhookSubscriptionsPatch",
                "webhook-subscriptions/{hook}",
                """{"url": "ftp://example.com/", "event_types": ["nix"], "status": "disabled", "nope": 1}""",
                "/url",
                "/event_types/0",
                "/status",
                "/nope"
            ),
        ];

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

    private static IEnumerable<OneRoundBody> Work() =>
        [
            new(
                "ContactsCreate",
                "contacts",
                """{"phone": "12", "pan": "x", "customer_id": "CT-999999", "nope": 1}""",
                "/name",
                "/kind",
                "/phone",
                "/pan",
                "/customer_id",
                "/nope"
            ),
            new(
                "ContactsPatch",
                "contacts/{contact}",
                """{"phone": "12", "status": "x", "lead_id": "K0-999999", "custom": {"zz": 1}}""",
                "/phone",
                "/status",
                "/lead_id",
                "/custom/zz"
            ),
            new(
                "ContactsAssign",
                "contacts/{contact}/assign",
                """{"agent_id": "A0-9999", "nope": 1}""",
                "/agent_id",
                "/nope"
            ),
            new(
                "CustomersCreate",
                "customers",
                """{"gstin": "x", "shipping_addresses": [{"address": {"pincode": "0"}}], "nope": 1}""",
                "/name",
                "/kind",
                "/gstin",
                "/shipping_addresses/0/address/pincode",
                "/nope"
            ),
            new(
                "CustomersPatch",
                "customers/{customer}",
                """{"gstin": "x", "billing_address": {"pincode": "0"}, "status": "y", "custom": {"zz": 1}}""",
                "/gstin",
                "/billing_address/pincode",
                "/status",
                "/custom/zz"
            ),
            new(
                "CustomersAssign",
                "customers/{customer}/assign",
                """{"agent_id": "A0-9999", "nope": 1}""",
                "/agent_id",
                "/nope"
            ),
            new(
                "DealsCreate",
                "deals",
                """{"lead_id": "K0-999999", "probability": 101, "nope": 1}""",
                "/title",
                "/lead_id",
                "/probability",
                "/nope"
            ),
            new(
                "DealsPatch",
                "deals/{deal}",
                """{"lead_id": "K0-999999", "probability": "x", "custom": {"zz": 1}}""",
                "/lead_id",
                "/probability",
                "/custom/zz"
            ),
            new(
                "DealsAssign",
                "deals/{deal}/assign",
                """{"agent_id": "A0-9999", "nope": 1}""",
                "/agent_id",
                "/nope"
            ),
            new(
                "LeadsCreate",
                "leads",
                """{"phone": "12", "gstin": "x", "nope": 1}""",
                "/kind",
                "/phone",
                "/gstin",
                "/nope"
            ),
            new(
                "LeadsPatch",
                "leads/{lead}",
                """{"gstin": "x", "land_acres": "x", "custom": {"zz": 1}}""",
                "/gstin",
                "/land_acres",
                "/custom/zz"
            ),
            new(
                "LeadsConvert",
                "leads/{lead}/convert",
                """{"contact_id": "C-999999", "deal": {"title": "x", "probability": 101}, "nope": 1}""",
                "/contact_id",
                "/deal/probability",
                "/nope"
            ),
            new(
                "LeadsMerge",
                "leads/{lead}/merge",
                """{"loser_id": "K0-999999", "fields": {"tags": "x"}, "nope": 1}""",
                "/loser_id",
                "/fields/tags",
                "/nope"
            ),
            new(
                "ContactsMerge",
                "contacts/{contact}/merge",
                """{"loser_id": "C-999999", "fields": {"tags": "x"}, "nope": 1}""",
                "/loser_id",
                "/fields/tags",
                "/nope"
            ),
            new(
                "CustomersMerge",
                "customers/{customer}/merge",
                """{"loser_id": "CT-999999", "fields": {"tags": "x"}, "nope": 1}""",
                "/loser_id",
                "/fields/tags",
                "/nope"
            ),
            new(
                "LeadsAssign",
                "leads/{lead}/assign",
                """{"agent_id": "A0-9999", "nope": 1}""",
                "/agent_id",
                "/nope"
            ),
            new(
                "LeadsPipeline",
                "leads/{bare}/pipeline",
                """{"workflow_id": "PW-9999", "nope": 1}""",
                "/workflow_id",
                "/nope"
            ),
            new(
                "LeadsHandoverRequest",
                "leads/handover-requests",
                """{"phone": "12"}""",
                "/phone",
                "/reason"
            ),
            new(
                "LeadsExport",
                "leads/export",
                $$"""{"filter": {{BadRule}}, "fields": ["zz"], "format": "docx"}""",
                "/filter/field",
                "/fields/0",
                "/format"
            ),
            new(
                "ContactsExport",
                "contacts/export",
                $$"""{"filter": {{BadRule}}, "fields": ["zz"], "format": "docx"}""",
                "/filter/field",
                "/fields/0",
                "/format"
            ),
            new(
                "CustomersExport",
                "customers/export",
                $$"""{"filter": {{BadRule}}, "fields": ["zz"], "format": "docx"}""",
                "/filter/field",
                "/fields/0",
                "/format"
            ),
            new(
                "DealsExport",
                "deals/export",
                $$"""{"filter": {{BadRule}}, "fields": ["zz"], "format": "docx"}""",
                "/filter/field",
                "/fields/0",
                "/format"
            ),
            new(
                "TasksCreate",
                "tasks",
                """
                {"title": "T", "entity_ref": {"type": "lead", "id": "K0-999999"}, "priority": "x",
                 "owner_id": "A0-9999", "sla_policy_id": "SLA-999"}
                """,
                "/priority",
                "/entity_ref",
                "/owner_id",
                "/sla_policy_id"
            ),
            new(
                "SignalsCreate",
                "signals",
                """{"kind": "custom", "lead_kind": "x", "phone": "12", "email": "x"}""",
                "/lead_kind",
                "/phone",
                "/email"
            ),
            new(
                "SignalSourcesCreate",
                "signal-sources",
                """
                {"key": "Bad Key", "name": "S", "preset": "custom", "nope": 1,
                 "mapping": {"fields": [{"field": "nix", "from": ["/a"]}]}}
                """,
                "/key",
                "/nope",
                "/mapping/fields/0/field"
            ),
            new(
                "SignalSourcesPatch",
                "signal-sources/{source}",
                """
                {"name": 5, "assignment": {"team_id": "TM-9999"},
                 "mapping": {"fields": [{"field": "nix", "from": ["/a"]}]}}
                """,
                "/name",
                "/assignment/team_id",
                "/mapping/fields/0/field"
            ),
            new(
                "SignalSourcesRotate",
                "signal-sources/{source}/secrets/rotate",
                """{"secret": "not base64 at all!", "grace_hours": "x"}""",
                "/secret",
                "/grace_hours"
            ),
            new(
                "SignalSourcesPreview",
                "signal-sources/preview",
                """
                {"preset": "custom", "kind": "x", "payload": {},
                 "mapping": {"fields": [{"field": "nix", "from": ["/a"]}]}}
                """,
                "/kind",
                "/mapping/fields/0/field"
            ),
            new(
                "NotesCreate",
                "notes",
                """
                {"entity_ref": {"type": "lead", "id": "{lead}"}, "body": " ", "pinned": "x",
                 "mentions": ["A0-9999"]}
                """,
                "/body",
                "/pinned",
                "/mentions/0"
            ),
            new(
                "NotesPatch",
                "notes/{note}",
                """{"body": " ", "pinned": "x", "mentions": ["A0-9999"]}""",
                "/body",
                "/pinned",
                "/mentions/0"
            ),
            new(
                "CallsCreate",
                "calls",
                """
                {"entity_ref": {"type": "lead", "id": "{lead}"}, "direction": "x", "agent_id": "A0-9999",
                 "phone": "12", "disposition": "callback"}
                """,
                "/direction",
                "/agent_id",
                "/phone",
                "/callback_at"
            ),
            new(
                "CallsPatch",
                "calls/{spoken}",
                """{"disposition": "callback", "duration_seconds": "x"}""",
                "/callback_at",
                "/duration_seconds"
            ),
            new(
                "TasksComplete",
                "tasks/{call}/complete",
                """{"outcome": "zz", "note": 5}""",
                "/outcome",
                "/note"
            ),
            new(
                "TasksReassign",
                "tasks/{task}/reassign",
                """{"agent_id": "A0-9999", "reason": 5}""",
                "/agent_id",
                "/reason"
            ),
        ];
}
