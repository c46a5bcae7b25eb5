using System.Net;
using System.Text.Json;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Pipelines.Moves;

[Collection(AppCollection.Name)]
public sealed class LostReasonEndpointTests(AppFixture app, LeadApi api) : IClassFixture<LeadApi>
{
    [Fact]
    public async Task A_lead_that_is_moved_to_lost_carries_its_reason_as_one_that_is_marked_as_lost()
    {
        var (moved, marked) = (await api.NewAsync(), await api.NewAsync());

        (await MoveAsync(moved, "lost", "no money")).Expect(HttpStatusCode.OK);
        (
            await api.Manager.PostAsync($"leads/{marked.Id}/lose", new { reason = "no money" })
        ).Expect(HttpStatusCode.OK);

        Assert.Equal("lost lost no money", await LossOfAsync("leads", moved));
        Assert.Equal("lost lost no money", await LossOfAsync("leads", marked));
    }

    [Theory]
    [InlineData("leads")]
    [InlineData("deals")]
    public async Task What_is_moved_to_lost_without_a_reason_has_none(string path)
    {
        var record = path == "leads" ? await api.NewAsync() : await DealAsync();

        (await MoveAsync(record, "lost", reason: null)).Expect(HttpStatusCode.OK);

        var lost = (await api.Manager.GetAsync($"{path}/{record.Id}")).Body;
        Assert.Equal("lost", Of(lost, "status"));
        Assert.False(lost.TryGetProperty("lost_reason", out _));
    }

    [Fact]
    public async Task A_contact_keeps_no_such_reason()
    {
        var body = new
        {
            name = "Ramesh Patel",
            phone = LeadApi.Phone(),
            kind = "farmer",
        };
        var contact = (await api.Manager.PostAsync("contacts", body)).Expect(
            HttpStatusCode.Created
        );

        (await MoveAsync(contact, "closed", reason: null)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_lost_stage_may_ask_for_the_reason_and_guard_it()
    {
        var admin = await app.AdminAsync();
        var workflow = (
            await admin.PostAsync(
                "pipeline-workflows",
                """
                {"kind": "lead", "name": "Says why", "stages": [
                  {"key": "new", "name": "New", "allowed_next": ["won", "lost"]},
                  {"key": "won", "name": "Won", "type": "won"},
                  {"key": "lost", "name": "Lost", "type": "lost", "required_fields": ["lost_reason"],
                   "entry_guard": {"field": "lost_reason", "op": "in", "value": ["price", "no need"]}}]}
                """
            )
        ).Expect(HttpStatusCode.Created);
        (await admin.PostAsync($"pipeline-workflows/{workflow.Id}/publish", null)).Expect(
            HttpStatusCode.OK
        );
        var body = new
        {
            name = "Ramesh Patel",
            phone = LeadApi.Phone(),
            kind = "farmer",
            workflow_id = workflow.Id,
        };
        var lead = await api.NewAsync(body: body);

        var mute = await MoveAsync(lead, "lost", reason: null);
        var plan = await MoveAsync(lead, "lost", reason: " ", "?dry_run=true");
        var other = await MoveAsync(lead, "lost", "do not know");
        (await MoveAsync(lead, "lost", "price")).Expect(HttpStatusCode.OK);

        Assert.Contains(("required_field", "/lost_reason"), ErrorsOf(mute));
        var unmet = plan.Expect(HttpStatusCode.OK).Body.GetProperty("unmet").EnumerateArray();
        Assert.Contains(unmet, u => Of(u, "pointer") == "/lost_reason");
        other.ExpectProblem(422, "pipeline.transition_refused");
        Assert.Equal("entry_guard", Assert.Single(ErrorsOf(other)).Code);
        Assert.Equal("lost lost price", await LossOfAsync("leads", lead));
    }

    private static (string Code, string? Pointer)[] ErrorsOf(Reply refused) =>
        [
            .. refused
                .Body.GetProperty("errors")
                .EnumerateArray()
                .Select(e =>
                    (Of(e, "code"), e.TryGetProperty("pointer", out var at) ? at.GetString() : null)
                ),
        ];

    private async Task<Reply> DealAsync() =>
        (await api.Manager.PostAsync("deals", new { title = "Humic acid" })).Expect(
            HttpStatusCode.Created
        );

    private Task<Reply> MoveAsync(Reply record, string to, string? reason, string query = "") =>
        api.Manager.PostAsync(
            $"pipelines/{Of(record.Body, "pipeline_id")}/transition{query}",
            new { to, reason }
        );

    /// <summary>Stage, status and reason.</summary>
    private async Task<string> LossOfAsync(string path, Reply record)
    {
        var body = (await api.Manager.GetAsync($"{path}/{record.Id}"))
            .Expect(HttpStatusCode.OK)
            .Body;
        return $"{Of(body, "stage")} {Of(body, "status")} {Of(body, "lost_reason")}";
    }

    private static string Of(JsonElement json, string member) =>
        json.GetProperty(member).GetString()!;
}
