using System.Net;
using KoSales.Tests.Leads;
using KoSales.Tests.Quotations;

namespace KoSales.Tests.EndToEnd;

/// <summary>One record of each kind, for bodies that are about one.</summary>
public sealed class OneRoundRecords(AppFixture app) : IAsyncLifetime
{
    private readonly Dictionary<string, string> _ids = [];

    public AppClient Admin { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Admin = await app.AdminAsync();
        var mark = Guid.NewGuid().ToString("N")[..12];
        await MakeAsync("team", "teams", $$"""{"name": "Team {{mark}}"}""");
        await MakeAsync(
            "agent",
            "agents",
            $$"""
            {"name": "A", "email": "{{mark}}@example.in", "roles": ["agent"],
             "team_id": "{{_ids["team"]}}", "password": "Rabi-Kharif-2026-Zaid"}
            """
        );
        await MakeLeadAsync();
        await MakeBareLeadAsync(mark);
        await MakeAsync("contact", "contacts", """{"name": "R P", "kind": "dealer"}""");
        await MakeAsync("customer", "customers", """{"name": "Kendra", "kind": "dealer"}""");
        await MakeAsync("deal", "deals", """{"title": "Humic acid"}""");
        await MakeOrderAsync();
        await MakeAsync("key", "api-keys", """{"name": "K", "scopes": ["*:read"]}""");
        await MakeAsync(
            "hook",
            "webhook-subscriptions",
            $$"""
            {"name": "H{{mark}}", "url": "https://hooks.example.com/", "event_types": ["note.restored"]}
            """
        );
        await MakeAsync(
            "calendar",
            "calendars",
            """{"name": "Depot", "week": {"mon": [{"from": "08:00", "to": "16:00"}]}}"""
        );
        await MakeAsync(
            "policy",
            "sla-policies",
            """{"name": "S", "target_minutes": {"low": 9}}"""
        );
        await MakeAsync(
            "field",
            "custom-fields",
            $$"""{"entity": "lead", "key": "k{{mark}}", "name": "K", "type": "text"}"""
        );
        await MakeAsync(
            "cohort",
            "cohorts",
            $$"""{"name": "C", "entity": "lead", "rule": {{Rule}}}"""
        );
        await MakeAsync(
            "score",
            "score-rules",
            $$"""{"name": "S", "points": 5, "rule": {{Rule}}}"""
        );
        await MakeAsync("way", "pipeline-workflows", Way);
        await MakeAsync(
            "task",
            "tasks",
            Fill("""{"title": "T", "entity_ref": {"type": "lead", "id": "{lead}"}}""")
        );
        await MakeAsync(
            "spoken",
            "calls",
            Fill("""{"direction": "outbound", "entity_ref": {"type": "lead", "id": "{lead}"}}""")
        );
        await MakeAsync(
            "source",
            "signal-sources",
            $$"""{"key": "s{{mark}}", "name": "S", "preset": "custom"}"""
        );
        await MakeAsync(
            "note",
            "notes",
            Fill("""{"body": "N", "entity_ref": {"type": "lead", "id": "{lead}"}}""")
        );
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Of a deal of its own: the one that the bodies are about is still open.</summary>
    private async Task MakeOrderAsync()
    {
        var (deal, sent) = await Admin.SentAsync();
        var accepted = await Admin.DecideAsync(deal, "accept", sent);
        _ids["order"] = accepted.Expect(HttpStatusCode.OK).Text("draft_order_id")!;
    }

    /// <summary>The text with <c>{lead}</c> and the like replaced by ids.</summary>
    public string Fill(string text) =>
        _ids.Aggregate(
            text,
            (filled, id) => filled.Replace($"{{{id.Key}}}", id.Value, StringComparison.Ordinal)
        );

    private const string Rule =
        """{"field": "tags", "op": "contains_any", "value": ["never-there"]}""";

    private const string Way = """
        {"kind": "lead", "name": "W", "stages": [
          {"key": "first", "name": "First", "allowed_next": ["won", "lost"]},
          {"key": "won", "name": "Won", "type": "won"},
          {"key": "lost", "name": "Lost", "type": "lost"}]}
        """;

    private async Task MakeAsync(string name, string path, string body) =>
        _ids[name] = (await Admin.PostAsync(path, body)).Expect(HttpStatusCode.Created).Id;

    private async Task MakeLeadAsync()
    {
        var lead = (await Admin.PostAsync("leads", LeadApi.Body())).Expect(HttpStatusCode.Created);
        _ids["lead"] = lead.Id;
        _ids["pipeline"] = lead.Body.GetProperty("pipeline_id").GetString()!;
        _ids["pii"] = lead.Body.GetProperty("pii_id").GetString()!;
        var tasks = await Admin.GetAsync($"leads/{lead.Id}/tasks");
        _ids["call"] = tasks
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data")[0]
            .GetProperty("id")
            .GetString()!;
    }

    private async Task MakeBareLeadAsync(string mark)
    {
        var options = new
        {
            mapping = new Dictionary<string, string> { ["Ref"] = "external_ref" },
            defaults = new { kind = "farmer" },
            start_pipeline = false,
        };
        var job = await Admin.ImportAsync($"Ref\n{mark}\n", options);
        await Admin.UntilEndedAsync(job.Expect(HttpStatusCode.Accepted).Id);
        _ids["bare"] = (await Admin.GetAsync($"leads?external_ref={mark}"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data")[0]
            .GetProperty("id")
            .GetString()!;
    }
}
