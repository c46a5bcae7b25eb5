namespace KoSales.Tests.EndToEnd;

/// <summary>Tasks, notes, calls and whatever else is work.</summary>
internal static partial class OneRoundBodies
{
    private static Dictionary<string, string> WorkWithoutRules =>
        new()
        {
            ["TasksHold"] = "A reason is any text; the rest is the state of the task.",
            ["TasksCancel"] = "A reason is any text; the rest is the state of the task.",
            ["TasksSkip"] = "A reason is any text; the rest is the state of the task.",
            ["TasksReopen"] = "A reason is any text; the rest is the state of the task.",
            ["TasksPatch"] = "Members that cannot be cleared have a test of their own.",
        };

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
