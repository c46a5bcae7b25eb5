using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;
using static KoSales.Tests.Signals.SignalApi;

namespace KoSales.Tests.Signals;

/// <summary>Definitions of sources, previews and the form.</summary>
[Collection(AppCollection.Name)]
public sealed partial class SignalSourceTests(LeadApi api, AppFixture app) : IClassFixture<LeadApi>
{
    [Fact]
    public async Task A_new_source_is_answered_whole_with_its_etag()
    {
        var body = new
        {
            key = SignalApi.NewKey(),
            name = "Shop",
            preset = "custom",
        };

        var made = (await api.Manager.PostAsync("signal-sources", body)).Expect(
            HttpStatusCode.Created
        );
        var path = $"signal-sources/{made.Id}";
        var read = (await api.Manager.GetAsync(path)).Expect(HttpStatusCode.OK);

        Assert.Equal(read.ETag, made.ETag);
        Assert.Equal($"/api/v1/{path}", made.Headers["Location"]);
        Assert.All(
            read.Body.EnumerateObject(),
            member =>
                Assert.Equal(
                    member.Value.GetRawText(),
                    made.Body.GetProperty(member.Name).GetRawText()
                )
        );
        Assert.Equal(JsonValueKind.String, made.Body.GetProperty("secret").ValueKind);
        (await api.Manager.PatchAsync(path, new { name = "Shop 2" }, made.ETag)).Expect(
            HttpStatusCode.OK
        );
    }

    [Fact]
    public async Task A_source_is_defined_read_changed_and_deleted()
    {
        var source = await api.SourceAsync("indiamart");
        var path = $"signal-sources/{source.Id}";

        var read = (await api.Manager.GetAsync(path)).Expect(HttpStatusCode.OK);
        Assert.Equal(
            ("path_token", "indiamart_enquiry", true),
            (
                Text(read.Body, "scheme"),
                Text(read.Body, "kind"),
                read.Body.GetProperty("active").GetBoolean()
            )
        );
        Assert.DoesNotContain(source.Secret, read.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("secrets", read.Text, StringComparison.Ordinal);
        (await api.Agent.GetAsync(path)).ExpectProblem(403, "access.denied");
        var changed = await api.Manager.PatchAsync(
            path,
            """{"name": "IndiaMART Indore", "closed_leads": {"junk": {"action": "reopen", "within_days": 30}}}""",
            read.ETag
        );
        var closed = changed.Expect(HttpStatusCode.OK).Body.GetProperty("closed_leads");
        Assert.Equal(
            ("reopen", "reopen", 30),
            (
                Text(closed.GetProperty("lost"), "action"),
                Text(closed.GetProperty("junk"), "action"),
                closed.GetProperty("junk").GetProperty("within_days").GetInt32()
            )
        );
        (await api.Manager.PatchAsync(path, new { name = "late" }, read.ETag)).ExpectProblem(
            412,
            "if_match.stale"
        );
        (
            await api.Manager.PostAsync(
                "signal-sources",
                new
                {
                    key = source.Key,
                    name = "Again",
                    preset = "custom",
                }
            )
        ).ExpectProblem(409, "signal_source.duplicate_key");
        (await api.Manager.DeleteAsync($"{path}?dry_run=true")).Expect(HttpStatusCode.OK);
        (await api.Manager.DeleteAsync(path)).Expect(HttpStatusCode.NoContent);
        (await api.Manager.GetAsync(path)).ExpectProblem(404, "signal_source.not_found");
    }

    [Fact]
    public async Task A_preview_tells_what_would_happen_and_changes_nothing()
    {
        var (known, stranger) = (LeadApi.Phone(), LeadApi.Phone());
        var lead = (await api.NewAsync(body: LeadApi.Body(known))).Id;

        var shown = await PreviewAsync(api.Manager, Form("f-1", known));
        var unknown = await PreviewAsync(api.Manager, Form("f-1", stranger));
        var bad = await PreviewAsync(api.Manager, Form("f-1", "12"));

        Assert.Equal(
            ("add", lead, "f-1"),
            (
                Text(shown, "move"),
                Text(shown.GetProperty("target"), "id"),
                Text(shown, "dedupe_key")
            )
        );
        Assert.DoesNotContain(known, shown.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("Patel", shown.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("Ramesh P.", shown.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("create_lead", Text(unknown, "move"));
        Assert.False(unknown.TryGetProperty("errors", out _));
        Assert.Equal("lead.unreachable", Text(bad.GetProperty("errors")[0], "code"));
        Assert.Equal("/phone", Text(bad.GetProperty("left")[0], "pointer"));
        Assert.False(
            (await api.Manager.GetAsync($"leads/{lead}")).Body.TryGetProperty(
                "last_signal_at",
                out _
            )
        );

        var others = await api.OthersAsync();
        var hidden = await PreviewAsync(others.Manager, Form("f-1", known));
        Assert.Equal("add", Text(hidden, "move"));
        Assert.False(hidden.TryGetProperty("target", out _));
        Assert.DoesNotContain(lead, hidden.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mapping_that_is_not_saved_can_be_tried_on_a_source()
    {
        var source = await api.SourceAsync("custom");
        var tried = await api.Manager.PostAsync(
            "signal-sources/preview",
            $$"""
            {"source": "{{source.Key}}", "payload": {"tel": "{{LeadApi.Phone()}}"},
             "mapping": {"fields": [{"field": "phone", "from": ["/tel"]}]}, "kind": "missed_call"}
            """
        );

        var signal = tried.Expect(HttpStatusCode.OK).Body.GetProperty("signals")[0];
        Assert.Equal(("missed_call", "create_lead"), (Text(signal, "kind"), Text(signal, "move")));
        (
            await api.Manager.PostAsync(
                "signal-sources/preview",
                """{"source": "nobody", "payload": {}}"""
            )
        ).ExpectProblem(422, "signal_source.not_found");
    }

    [Fact]
    public async Task A_form_is_shown_sent_and_thanked_for()
    {
        var source = await api.SourceAsync("web_form");
        var phone = LeadApi.Phone();

        var page = (await app.Anonymous.GetAsync($"forms/{source.Key}")).Expect(HttpStatusCode.OK);
        Assert.Contains("default-src 'none'", page.Headers["Content-Security-Policy"]);
        Assert.StartsWith("text/html", page.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Text, StringComparison.Ordinal);
        var action = Action().Match(page.Text).Groups[1].Value["/api/v1/".Length..];
        var visit = Visit().Match(page.Text).Groups[1].Value;
        Assert.Equal(source.Path, action);

        var wrong = await SendAsync(action, visit, "12");
        var robot = await SendAsync(action, "r-1", LeadApi.Phone(), "https://spam.example");
        var thanked = await SendAsync(action, visit, phone);
        var again = await SendAsync(action, visit, phone);

        wrong.Expect(HttpStatusCode.UnprocessableEntity);
        Assert.All([robot, thanked, again], r => r.Expect(HttpStatusCode.OK));
        Assert.Contains("Thank you", thanked.Text, StringComparison.Ordinal);
        var signal = await api.Agent.SignalAsync(source, visit);
        Assert.Equal(("web_form", "created_lead"), (Text(signal, "kind"), Text(signal, "status")));
        var lead = (await api.Agent.GetAsync($"leads/{About(signal)}")).Body;
        var consent = Assert.Single(lead.GetProperty("consent").EnumerateArray());
        Assert.Equal(
            ("enquiry", true),
            (Text(consent, "purpose"), consent.GetProperty("given").GetBoolean())
        );
        Assert.Single(await api.Manager.SignalsAsync($"source={source.Key}"));
    }

    [Fact]
    public async Task Only_web_forms_have_a_page_and_only_their_token_sends_it()
    {
        var form = await api.SourceAsync("web_form");
        var other = await api.SourceAsync("indiamart");

        (await app.Anonymous.GetAsync($"forms/{other.Key}")).Expect(HttpStatusCode.NotFound);
        (await app.Anonymous.GetAsync("forms/nobody")).Expect(HttpStatusCode.NotFound);
        (await SendAsync($"{form.Path[..^3]}AAA", "v-1", LeadApi.Phone())).Expect(
            HttpStatusCode.NotFound
        );
        (
            await SendAsync(form.Path, "v-1", LeadApi.Phone(), message: new string('x', 20_000))
        ).Expect(HttpStatusCode.RequestEntityTooLarge);
    }

    [GeneratedRegex("action=\"([^\"]+)\"")]
    private static partial Regex Action();

    [GeneratedRegex("name=\"external_id\" value=\"([^\"]+)\"")]
    private static partial Regex Visit();

    private static async Task<JsonElement> PreviewAsync(AppClient client, string payload) =>
        (
            await client.PostAsync(
                "signal-sources/preview",
                $$"""{"preset": "web_form", "payload": {{payload}}}"""
            )
        )
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("signals")[0];

    private async Task<Reply> SendAsync(
        string path,
        string visit,
        string phone,
        string trap = "",
        string message = "Humic acid"
    )
    {
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string>
            {
                ["name"] = "Ramesh Patel",
                ["phone"] = phone,
                ["message"] = message,
                ["consent"] = "on",
                ["website"] = trap,
                ["external_id"] = visit,
            }
        );
        return await app.Anonymous.SendAsync(
            HttpMethod.Post,
            path,
            form,
            ("Accept", "text/html,application/xhtml+xml")
        );
    }
}
