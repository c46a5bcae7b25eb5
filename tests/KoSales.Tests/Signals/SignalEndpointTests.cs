using System.Net;
using System.Text.Json;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;
using static KoSales.Tests.Signals.SignalApi;

namespace KoSales.Tests.Signals;

/// <summary>Signals that people, other features and integrations bring.</summary>
[Collection(AppCollection.Name)]
public sealed class SignalEndpointTests(LeadApi api, AppFixture app) : IClassFixture<LeadApi>
{
    [Fact]
    public async Task A_signal_is_brought_read_and_known_again()
    {
        var (phone, key) = (LeadApi.Phone(), NewKey());
        var body = new
        {
            kind = "web_form",
            dedupe_key = key,
            name = "Ramesh Patel",
            phone,
            message = $"call me at {phone}",
        };

        var made = (await api.Agent.PostAsync("signals", body)).Expect(HttpStatusCode.Created);
        var again = (await api.Agent.PostAsync("signals", body)).Expect(HttpStatusCode.OK);

        Assert.Matches("^SIG-[0-9]{5,}$", made.Id);
        Assert.Equal((made.Id, "created_lead"), (again.Id, Text(again.Body, "status")));
        Assert.DoesNotContain(phone, made.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Patel", made.Text, StringComparison.Ordinal);
        var read = (await api.Agent.GetAsync($"signals/{made.Id}")).Expect(HttpStatusCode.OK);
        Assert.Equal(
            ("api", key, made.ETag),
            (Text(read.Body, "source"), Text(read.Body, "dedupe_key"), read.ETag)
        );
        Assert.Equal([made.Id], Ids(await api.Agent.GetAsync($"leads/{About(read.Body)}/signals")));
        Assert.Equal(
            [made.Id],
            Ids(await api.Manager.GetAsync($"signals?dedupe_key={key}&sort=-occurred_at"))
        );
        var lead = (await api.Agent.GetAsync($"leads/{About(read.Body)}")).Body;
        Assert.Equal((api.TeamId, "open"), (Text(lead, "team_id"), Text(lead, "status")));
    }

    [Fact]
    public async Task An_answer_is_kept_under_its_idempotency_key()
    {
        var body = new { kind = "web_form", phone = LeadApi.Phone() };
        var header = ("Idempotency-Key", NewKey());

        var first = await api.Agent.PostAsync("signals", body, header);
        var second = await api.Agent.PostAsync("signals", body, header);

        Assert.Equal(first.Expect(HttpStatusCode.Created).Text, second.Text);
        Assert.Equal("true", second.Headers["Idempotency-Replayed"]);
    }

    [Fact]
    public async Task Whoever_brings_a_bad_signal_hears_of_all_of_it_and_nothing_is_kept()
    {
        var key = NewKey();
        (await api.Agent.PostAsync("signals", new { kind = "custom" })).ExpectProblem(
            422,
            "signal.about_nobody"
        );
        var refused = await api.Agent.PostAsync(
            "signals",
            $$$"""
            {"kind": "custom", "dedupe_key": "{{{key}}}", "phone": "12", "email": "x",
             "entity_ref": {"type": "lead", "id": "K0-999999"}}
            """
        );
        refused.Expect(HttpStatusCode.UnprocessableEntity);
        Assert.Equal(
            ["/email", "/entity_ref", "/phone"],
            refused
                .Body.GetProperty("errors")
                .EnumerateArray()
                .Select(e => Text(e, "pointer"))
                .Order()
        );
        Assert.Empty(await api.Manager.SignalsAsync($"dedupe_key={key}"));
    }

    [Fact]
    public async Task On_a_lead_out_of_sight_it_is_noted_and_not_said_where()
    {
        var phone = LeadApi.Phone();
        var lead = (await api.NewAsync(body: LeadApi.Body(phone))).Id;
        var others = await api.OthersAsync();

        var made = await others.Agent.PostAsync("signals", new { kind = "web_form", phone });

        Assert.Equal("matched", Text(made.Expect(HttpStatusCode.Created).Body, "status"));
        Assert.DoesNotContain(lead, made.Text, StringComparison.Ordinal);
        (await others.Agent.GetAsync($"signals/{made.Id}")).ExpectProblem(404, "signal.not_found");
        (await others.Agent.GetAsync($"leads/{lead}/signals")).ExpectProblem(404, "lead.not_found");
        Assert.Equal([made.Id], Ids(await api.Agent.GetAsync($"leads/{lead}/signals")));
    }

    [Fact]
    public async Task Customers_and_deals_have_signals_in_their_lists_and_timelines()
    {
        var customer = await api.Agent.PostAsync(
            "customers",
            new { name = "Shri Krishi Kendra", kind = "dealer" }
        );
        var deal = await api.Agent.PostAsync("deals", new { title = "Humic acid" });

        foreach (var (type, id) in new[] { ("customer", customer.Id), ("deal", deal.Id) })
        {
            var made = (
                await api.Agent.PostAsync(
                    "signals",
                    new { kind = "order_placed", entity_ref = new { type, id } }
                )
            ).Expect(HttpStatusCode.Created);

            Assert.Equal([made.Id], Ids(await api.Agent.GetAsync($"{type}s/{id}/signals")));
            Assert.Contains(
                made.Id,
                (await api.Agent.GetAsync($"{type}s/{id}/timeline?kind=signal")).Text,
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task Signals_go_with_their_lead_to_another_team_and_hide_with_it()
    {
        var lead = (await api.NewAsync()).Id;
        var about = new { type = "lead", id = lead };
        var made = (
            await api.Agent.PostAsync("signals", new { kind = "custom", entity_ref = about })
        )
            .Expect(HttpStatusCode.Created)
            .Id;
        var others = await api.OthersAsync();
        Assert.DoesNotContain(made, Ids(await others.Agent.GetAsync("signals")));

        var admin = await app.AdminAsync();
        (await admin.PostAsync($"leads/{lead}/assign", new { agent_id = others.AgentId })).Expect(
            HttpStatusCode.OK
        );
        Assert.Equal([made], Ids(await others.Agent.GetAsync("signals")));
        (await api.Agent.GetAsync($"signals/{made}")).ExpectProblem(404, "signal.not_found");
        (await others.Manager.DeleteAsync($"leads/{lead}")).Expect(HttpStatusCode.NoContent);
        await FlowCalls.UntilAsync(
            async () => Ids(await others.Agent.GetAsync("signals")).Length == 0,
            "the signal hidden"
        );
    }

    [Fact]
    public async Task A_lead_brought_twice_as_a_signal_is_kept_as_one()
    {
        var phone = LeadApi.Phone();
        var lead = (await api.NewAsync(body: LeadApi.Body(phone))).Id;

        (await api.Agent.PostAsync("leads?on_duplicate=signal", LeadApi.Body(phone))).Expect(
            HttpStatusCode.OK
        );

        var listed = (await api.Agent.GetAsync($"leads/{lead}/signals"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data");
        var signal = Assert.Single(listed.EnumerateArray());
        Assert.Equal(
            ("leads", "web_form", "matched"),
            (Text(signal, "source"), Text(signal, "kind"), Text(signal, "status"))
        );
        Assert.Equal("Ramesh P.", Text(signal.GetProperty("payload"), "name"));
        Assert.Equal(
            1,
            (await api.Agent.GetAsync($"leads/{lead}")).Body.GetProperty("signal_count").GetInt32()
        );
    }

    [Fact]
    public async Task A_cohorts_action_makes_a_signal_of_whoever_joins()
    {
        var tag = "t" + Guid.NewGuid().ToString("N")[..10];
        (
            await api.Manager.PostAsync(
                "cohorts",
                $$$"""
                {"name": "Hot", "entity": "lead", "rule": {"field": "tags", "op": "contains_any", "value": ["{{{tag}}}"]},
                 "on_enter": [{"type": "signal", "name": "became_hot"}]}
                """
            )
        ).Expect(HttpStatusCode.Created);

        var lead = (
            await api.NewAsync(
                body: new
                {
                    name = "Ramesh Patel",
                    phone = LeadApi.Phone(),
                    kind = "farmer",
                    tags = new[] { tag },
                }
            )
        ).Id;

        JsonElement[] signals = [];
        await FlowCalls.UntilAsync(
            async () =>
                (
                    signals = await api.Manager.SignalsAsync($"entity_ref.id={lead}&source=cohort")
                ).Length > 0,
            "the cohort's signal"
        );
        var signal = Assert.Single(signals);
        Assert.Equal("became_hot", Text(signal.GetProperty("payload"), "signal"));
        Assert.Contains(
            Text(signal, "id"),
            (await api.Manager.GetAsync($"leads/{lead}/timeline?kind=signal")).Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_merged_leads_signals_are_the_survivors()
    {
        var (first, second) = ((await api.NewAsync()).Id, (await api.NewAsync()).Id);
        var signal = (
            await api.Agent.PostAsync(
                "signals",
                new { kind = "custom", entity_ref = new { type = "lead", id = second } }
            )
        )
            .Expect(HttpStatusCode.Created)
            .Id;

        (await api.Manager.PostAsync($"leads/{first}/merge", new { loser_id = second })).Expect(
            HttpStatusCode.OK
        );

        Assert.Equal([signal], Ids(await api.Manager.GetAsync($"leads/{first}/signals")));
    }

    private static string[] Ids(Reply reply) =>
        [
            .. reply
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("data")
                .EnumerateArray()
                .Select(s => Text(s, "id")),
        ];
}
