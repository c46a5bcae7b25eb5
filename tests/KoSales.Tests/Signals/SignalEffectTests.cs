using System.Net;
using System.Text.Json;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;
using static KoSales.Tests.Signals.SignalApi;

namespace KoSales.Tests.Signals;

/// <summary>What signals do to the records that they are about.</summary>
[Collection(AppCollection.Name)]
public sealed class SignalEffectTests(LeadApi api, AppFixture app) : IClassFixture<LeadApi>
{
    private readonly AppClient _sender = app.Anonymous;

    [Fact]
    public async Task An_open_lead_is_scored_told_of_and_to_be_called()
    {
        var tag = "t" + Guid.NewGuid().ToString("N")[..10];
        var rule = await RuleAsync(tag);
        var phone = LeadApi.Phone();
        var lead = (
            await api.NewAsync(
                body: new
                {
                    name = "Ramesh Patel",
                    phone,
                    kind = "farmer",
                    tags = new[] { tag },
                }
            )
        ).Id;
        var source = await api.SourceAsync("custom");

        (await _sender.DeliverAsync(source, Form("f-1", phone))).Expect(HttpStatusCode.Accepted);
        var signal = await api.Agent.SignalAsync(source, "f-1");

        Assert.Equal(("matched", lead), (Text(signal, "status"), About(signal)));
        Assert.Equal(["score", "task_created"], Effects(signal).Order());
        var score = signal
            .GetProperty("effects")
            .EnumerateArray()
            .Single(e => Text(e, "type") == "score");
        Assert.Equal(15, score.GetProperty("points").GetInt32());
        Assert.Equal("Humic acid", Text(signal, "message"));
        Assert.Equal("Ramesh P.", Text(signal.GetProperty("payload").GetProperty("data"), "name"));
        var shown = await LeadAsync(lead);
        Assert.True(shown.TryGetProperty("next_action_at", out _));
        Assert.Equal(1, shown.GetProperty("signal_count").GetInt32());
        var entry = Assert.Single(await TimelineAsync(lead));
        Assert.Equal(Text(signal, "id"), Text(entry.GetProperty("refs"), "signal_id"));
        Assert.Equal("Enquired again: call back", Text(await TaskAsync(signal), "title"));

        (await _sender.DeliverAsync(source, Form("f-2", phone))).Expect(HttpStatusCode.Accepted);
        Assert.Empty(Effects(await api.Agent.SignalAsync(source, "f-2")));
        Assert.Equal(2, (await LeadAsync(lead)).GetProperty("signal_count").GetInt32());
        var admin = await app.AdminAsync();
        (await admin.DeleteAsync($"score-rules/{rule}")).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_lost_lead_is_opened_again_and_junk_is_only_noted()
    {
        var source = await api.SourceAsync("custom");
        var (lostPhone, junkPhone) = (LeadApi.Phone(), LeadApi.Phone());
        var lost = (await api.NewAsync(body: LeadApi.Body(lostPhone))).Id;
        var junk = (await api.NewAsync(body: LeadApi.Body(junkPhone))).Id;
        await CloseAsync(lost, "lose");
        await CloseAsync(junk, "junk");

        await _sender.DeliverAsync(source, Form("f-1", lostPhone));
        await _sender.DeliverAsync(source, Form("f-2", junkPhone));
        var reopened = await api.Agent.SignalAsync(source, "f-1");
        var noted = await api.Agent.SignalAsync(source, "f-2");

        Assert.Equal((lost, junk), (About(reopened), About(noted)));
        Assert.Equal(["reopened"], Effects(reopened));
        Assert.Empty(Effects(noted));
        var open = await LeadAsync(lost);
        Assert.Equal(
            ("open", 1),
            (Text(open, "status"), open.GetProperty("signal_count").GetInt32())
        );
        Assert.True(open.TryGetProperty("next_action_at", out _));
        Assert.Equal("junk", Text(await LeadAsync(junk), "status"));
        Assert.Single(await TimelineAsync(lost));
        Assert.Single(await TimelineAsync(junk));
    }

    [Fact]
    public async Task A_source_may_want_a_new_lead_beside_a_closed_one()
    {
        var source = await api.SourceAsync(
            "custom",
            "\"closed_leads\": {\"lost\": {\"action\": \"new_lead\"}}"
        );
        var phone = LeadApi.Phone();
        var lost = (await api.NewAsync(body: LeadApi.Body(phone))).Id;
        await CloseAsync(lost, "lose");

        await _sender.DeliverAsync(source, Form("f-1", phone));
        var signal = await api.Agent.SignalAsync(source, "f-1");

        Assert.Equal("created_lead", Text(signal, "status"));
        Assert.NotEqual(lost, About(signal));
        Assert.Equal("lost", Text(await LeadAsync(lost), "status"));
    }

    [Fact]
    public async Task Whoever_opted_out_is_noted_and_nobody_is_told_to_call()
    {
        var source = await api.SourceAsync(
            "custom",
            "\"closed_leads\": {\"lost\": {\"action\": \"new_lead\"}}"
        );
        var phone = LeadApi.Phone();
        var lead = (
            await api.NewAsync(
                body: new
                {
                    name = "Ramesh Patel",
                    phone,
                    kind = "farmer",
                    do_not_contact = true,
                }
            )
        ).Id;
        var form =
            $$$"""{"external_id": "f-1", "data": {"phone": "{{{phone}}}", "consent": "on"}, "kind": "web_form"}""";

        await _sender.DeliverAsync(source, form);
        var signal = await api.Agent.SignalAsync(source, "f-1");

        Assert.Equal(lead, About(signal));
        Assert.DoesNotContain("task_created", Effects(signal));
        var shown = await LeadAsync(lead);
        Assert.True(shown.GetProperty("do_not_contact").GetBoolean());
        Assert.False(shown.TryGetProperty("next_action_at", out _));

        await _sender.DeliverAsync(source, Form("f-0", phone, "missed_call"));
        await api.Agent.SignalAsync(source, "f-0");
        await FlowCalls.UntilAsync(
            async () =>
                (await api.Agent.GetAsync($"leads/{lead}/calls"))
                    .Body.GetProperty("data")
                    .GetArrayLength() == 1,
            "the missed call"
        );
        var willing = LeadApi.Phone();
        var called = (await api.NewAsync(body: LeadApi.Body(willing))).Id;
        await _sender.DeliverAsync(source, Form("f-1b", willing, "missed_call"));
        await FlowCalls.UntilAsync(
            async () => (await LeadAsync(called)).TryGetProperty("call_back", out _),
            "the clock of whoever may be called"
        );
        Assert.False((await LeadAsync(lead)).TryGetProperty("call_back", out _));

        await CloseAsync(lead, "lose");
        await _sender.DeliverAsync(source, Form("f-2", phone));
        var second = About(await api.Agent.SignalAsync(source, "f-2"));

        Assert.NotEqual(lead, second);
        var beside = await LeadAsync(second);
        Assert.True(beside.GetProperty("do_not_contact").GetBoolean());
        Assert.False(beside.TryGetProperty("next_action_at", out _));
        var tasks = (await api.Manager.GetAsync($"leads/{second}/tasks?status=pending&type=call"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data");
        Assert.Empty(tasks.EnumerateArray());
    }

    [Fact]
    public async Task A_missed_call_starts_a_clock_that_a_connected_call_to_the_number_closes()
    {
        var source = await api.SourceAsync("missed_call");
        var phone = LeadApi.Phone();
        var call = $$"""{"CallSid": "c-1", "From": "0{{phone}}"}""";

        (await _sender.PostAsync(source.Path, call)).Expect(HttpStatusCode.Accepted);
        var signal = await api.Agent.SignalAsync(source, "c-1");
        var lead = About(signal);

        Assert.Equal(["lead_created", "call_logged"], Effects(signal));
        await FlowCalls.UntilAsync(
            async () => (await LeadAsync(lead)).TryGetProperty("call_back", out _),
            "the clock"
        );
        var logged = (await api.Agent.GetAsync($"leads/{lead}/calls"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data");
        Assert.Equal("missed", Text(Assert.Single(logged.EnumerateArray()), "status"));
        var other = (await api.NewAsync()).Id;
        (
            await api.Agent.PostAsync(
                "calls",
                new
                {
                    entity_ref = new { type = "lead", id = other },
                    phone,
                    direction = "outbound",
                    disposition = "connected",
                }
            )
        ).Expect(HttpStatusCode.Created);

        await FlowCalls.UntilAsync(
            async () =>
                (await LeadAsync(lead))
                    .GetProperty("call_back")
                    .TryGetProperty("stopped_at", out _),
            "the clock stopped"
        );
    }

    [Fact]
    public async Task A_contact_is_known_by_its_number_and_has_it_in_its_lists()
    {
        var source = await api.SourceAsync("custom");
        var phone = LeadApi.Phone();
        var contact = (
            await api.Agent.PostAsync(
                "contacts",
                new
                {
                    name = "Ramesh Patel",
                    phone,
                    kind = "dealer",
                }
            )
        ).Expect(HttpStatusCode.Created).Id;

        await _sender.DeliverAsync(source, Form("f-1", phone, "cart_abandoned"));
        var signal = await api.Agent.SignalAsync(source, "f-1");

        Assert.Equal(("matched", contact), (Text(signal, "status"), About(signal)));
        Assert.Equal(["task_created"], Effects(signal));
        var listed = (await api.Agent.GetAsync($"contacts/{contact}/signals"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data");
        Assert.Equal(Text(signal, "id"), Text(Assert.Single(listed.EnumerateArray()), "id"));
        var timeline = await api.Agent.GetAsync($"contacts/{contact}/timeline?kind=signal");
        Assert.Contains(Text(signal, "id"), timeline.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_about_nobody_is_ignored_and_seen_by_managers()
    {
        var source = await api.SourceAsync("custom");

        await _sender.DeliverAsync(source, Form("f-1", LeadApi.Phone(), "order_placed"));
        var signal = await api.Manager.SignalAsync(source, "f-1");

        Assert.Equal("ignored", Text(signal, "status"));
        Assert.Equal("signal.no_match", Text(signal.GetProperty("error"), "code"));
        Assert.False(signal.TryGetProperty("entity_ref", out _));
        var others = await api.OthersAsync();
        (await others.Manager.GetAsync($"signals/{Text(signal, "id")}")).ExpectProblem(
            404,
            "signal.not_found"
        );
    }

    [Fact]
    public async Task A_failed_signal_is_kept_and_taken_in_by_a_corrected_mapping()
    {
        const string wrong = """
            "mapping": {"fields": [{"field": "signal.dedupe_key", "from": ["/no"]}, {"field": "name", "from": ["/who"]}]}
            """;
        const string right = """
            {"mapping": {"fields": [{"field": "signal.dedupe_key", "from": ["/no"]}, {"field": "name", "from": ["/who"]},
              {"field": "phone", "from": ["/tel"]}, {"field": "address.pincode", "from": ["/pin"]}]}}
            """;
        var source = await api.SourceAsync("web_form", wrong);
        var phone = LeadApi.Phone();

        var form = $$"""{"no": "n-1", "who": "Ramesh Patel", "tel": "{{phone}}", "pin": "12"}""";
        (await _sender.PostAsync(source.Path, form)).Expect(HttpStatusCode.Accepted);
        var failed = await api.Manager.SignalAsync(source, "n-1");
        var replay = $"signals/{Text(failed, "id")}/replay";

        Assert.Equal("failed", Text(failed, "status"));
        Assert.Equal("lead.unreachable", Text(failed.GetProperty("error"), "code"));
        var again = (await api.Manager.PostAsync(replay, null)).Expect(HttpStatusCode.OK);
        Assert.Equal(
            ("failed", 2),
            (Text(again.Body, "status"), again.Body.GetProperty("attempts").GetInt32())
        );
        Assert.DoesNotContain(phone, again.Text, StringComparison.Ordinal);
        (await api.Manager.PatchAsync($"signal-sources/{source.Id}", right, "*")).Expect(
            HttpStatusCode.OK
        );
        var taken = (await api.Manager.PostAsync(replay, null)).Expect(HttpStatusCode.OK);
        Assert.Equal("created_lead", Text(taken.Body, "status"));
        Assert.False(taken.Body.TryGetProperty("error", out _));
        var left = Assert.Single(taken.Body.GetProperty("left").EnumerateArray());
        Assert.Equal("/address/pincode", Text(left, "pointer"));
        Assert.Equal(
            1,
            (await LeadAsync(About(taken.Body))).GetProperty("signal_count").GetInt32()
        );
        (await api.Manager.PostAsync(replay, null)).ExpectProblem(409, "signal.not_failed");
    }

    private async Task<string> RuleAsync(string tag)
    {
        var admin = await app.AdminAsync();
        return (
            await admin.PostAsync(
                "score-rules",
                $$$"""
                {"name": "Enquired", "points": 15, "rule": {"all": [
                  {"field": "tags", "op": "contains_any", "value": ["{{{tag}}}"]},
                  {"field": "signal_count", "op": "gte", "value": 1}]}}
                """
            )
        ).Expect(HttpStatusCode.Created).Id;
    }

    private async Task CloseAsync(string lead, string how) =>
        (await api.Manager.PostAsync($"leads/{lead}/{how}", new { reason = "no answer" })).Expect(
            HttpStatusCode.OK
        );

    private async Task<JsonElement> LeadAsync(string id) =>
        (await api.Manager.GetAsync($"leads/{id}")).Expect(HttpStatusCode.OK).Body;

    private async Task<JsonElement[]> TimelineAsync(string lead) =>
        [
            .. (await api.Manager.GetAsync($"leads/{lead}/timeline?kind=signal"))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("data")
                .EnumerateArray(),
        ];

    private async Task<JsonElement> TaskAsync(JsonElement signal)
    {
        var task = signal
            .GetProperty("effects")
            .EnumerateArray()
            .Single(e => Text(e, "type") == "task_created");
        return (await api.Manager.GetAsync($"tasks/{Text(task, "id")}"))
            .Expect(HttpStatusCode.OK)
            .Body;
    }
}
