using System.Net;
using System.Text.Json;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;
using KoSales.Tests.Quotations;

namespace KoSales.Tests.Subscriptions;

/// <summary>Events on their way to a receiver that takes them, fails, hangs or is gone.</summary>
public sealed class SubscriptionDeliveryTests(SubscriptionApp app) : IClassFixture<SubscriptionApp>
{
    [Fact]
    public async Task A_new_lead_is_told_of_signed_and_without_personal_data()
    {
        var to = await app.SubscribeAsync(["lead.created"]);
        var phone = LeadApi.Phone();
        var lead = (await app.Admin.PostAsync("leads", LeadApi.Body(phone))).Expect(
            HttpStatusCode.Created
        );

        var received = Assert.Single(await app.Receiver.UntilAsync(to.Path, 1));
        var delivery = await app.SettledAsync(to);

        Assert.Null(received.Objection(to.Secret));
        Assert.Equal(delivery.GetProperty("id").GetString(), received.Headers.Id);
        Assert.Equal("lead.created", received.Json.GetProperty("type").GetString());
        var data = received.Json.GetProperty("data");
        Assert.Equal(lead.Id, data.GetProperty("entity").GetProperty("id").GetString());
        Assert.DoesNotContain(phone, received.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Ramesh", received.Text, StringComparison.Ordinal);
        Assert.Equal("delivered", delivery.GetProperty("status").GetString());
        Assert.Equal([204], StatusesOf(delivery));
        var shown = await app.UntilAsync(to, s => s.GetProperty("delivered").GetInt32() == 1);
        Assert.True(shown.TryGetProperty("last_success_at", out _));
    }

    [Fact]
    public async Task What_fails_is_tried_again_with_the_same_id()
    {
        var to = await app.SubscribeAsync(["lead.created"]);
        app.Receiver.Answer(to.Path, before => before < 2 ? 500 : 200);
        await LeadAsync();

        var received = await app.Receiver.UntilAsync(to.Path, 3);
        var delivery = await app.SettledAsync(to);

        Assert.Equal([500, 500, 200], StatusesOf(delivery));
        Assert.Single(received.Select(r => r.Headers.Id).Distinct());
        Assert.All(received, r => Assert.Null(r.Objection(to.Secret)));
        var shown = await app.UntilAsync(to, s => s.GetProperty("delivered").GetInt32() == 1);
        Assert.Equal(2, shown.GetProperty("failed_attempts").GetInt32());
        Assert.False(shown.TryGetProperty("failing_since", out _));
    }

    [Fact]
    public async Task A_receiver_that_has_too_much_to_do_says_for_how_long()
    {
        var to = await app.SubscribeAsync(["lead.created"]);
        app.Receiver.Answer(to.Path, before => before == 0 ? 429 : 200);
        app.Receiver.RetryAfter(to.Path, 7);
        await LeadAsync();

        var attempts = (await app.SettledAsync(to)).GetProperty("attempts");

        Assert.Equal(2, attempts.GetArrayLength());
        Assert.Equal(7, attempts[0].GetProperty("retry_after_seconds").GetInt32());
        Assert.False(attempts[1].TryGetProperty("retry_after_seconds", out _));
        var waited =
            attempts[1].GetProperty("at").GetDateTimeOffset()
            - attempts[0].GetProperty("at").GetDateTimeOffset();
        Assert.InRange(waited.TotalMilliseconds, 500, 30_000);
    }

    [Fact]
    public async Task A_receiver_that_is_gone_is_told_nothing_more_until_it_is_enabled()
    {
        var to = await app.SubscribeAsync(["lead.created"]);
        app.Receiver.Answer(to.Path, _ => 410);
        await LeadAsync();
        var disabled = await app.UntilAsync(to, s => StatusOf(s) == "disabled");
        await LeadAsync();
        var told = await app.Admin.GetAsync("notifications?kind=webhook_disabled");

        Assert.Equal("gone", disabled.GetProperty("disabled_reason").GetString());
        Assert.Contains(
            told.Body.GetProperty("data").EnumerateArray(),
            n => n.GetProperty("subscription_id").GetString() == to.Id
        );
        (
            await app.Admin.ChangeAsync($"webhook-subscriptions/{to.Id}", new { status = "active" })
        ).ExpectProblem(409, "webhook.disabled");
        Assert.Single(app.Receiver.At(to.Path));

        app.Receiver.Answer(to.Path, _ => 200);
        var enabled = await app.Admin.PostAsync($"webhook-subscriptions/{to.Id}/enable", null);
        await LeadAsync();

        Assert.Equal("active", enabled.Expect(HttpStatusCode.OK).Text("status"));
        await app.Receiver.UntilAsync(to.Path, 2);
    }

    [Fact]
    public async Task After_too_many_dead_deliveries_it_is_disabled_visibly()
    {
        var to = await app.SubscribeAsync(["lead.created"]);
        app.Receiver.Answer(to.Path, _ => 503);
        await LeadAsync();
        await LeadAsync();

        var disabled = await app.UntilAsync(to, s => StatusOf(s) == "disabled");

        Assert.Equal("given_up", disabled.GetProperty("disabled_reason").GetString());
        Assert.Equal(2, disabled.GetProperty("dead").GetInt32());
        Assert.Equal(8, app.Receiver.At(to.Path).Count);
        Assert.All(
            (await app.DeliveriesAsync(to)).EnumerateArray(),
            d => Assert.Equal("dead", StatusOf(d))
        );
    }

    [Fact]
    public async Task A_test_delivery_goes_to_a_paused_one_too_and_can_be_replayed()
    {
        var to = await app.SubscribeAsync(["lead.created"]);
        (
            await app.Admin.ChangeAsync($"webhook-subscriptions/{to.Id}", new { status = "paused" })
        ).Expect(HttpStatusCode.OK);
        await LeadAsync();

        var ping = (await app.Admin.PostAsync($"webhook-subscriptions/{to.Id}/ping", null)).Expect(
            HttpStatusCode.Accepted
        );
        await app.Receiver.UntilAsync(to.Path, 1);
        var delivered = await app.SettledAsync(to);
        var replay = $"webhook-subscriptions/{to.Id}/deliveries/{ping.Id}/replay";
        (await app.Admin.PostAsync(replay, null)).Expect(HttpStatusCode.Accepted);
        var received = await app.Receiver.UntilAsync(to.Path, 2);

        Assert.Equal("webhook.ping", delivered.GetProperty("type").GetString());
        Assert.Equal([ping.Id, ping.Id], received.Select(r => r.Headers.Id));
        Assert.EndsWith(
            $"/deliveries/{ping.Id}",
            ping.Headers["Location"],
            StringComparison.Ordinal
        );
        var read = await app.Admin.GetAsync($"webhook-subscriptions/{to.Id}/deliveries/{ping.Id}");
        Assert.Equal(2, read.Expect(HttpStatusCode.OK).Body.GetProperty("round").GetInt32());
        (
            await app.Admin.GetAsync($"webhook-subscriptions/WHS-99999/deliveries/{ping.Id}")
        ).ExpectProblem(404, "delivery.not_found");
    }

    [Fact]
    public async Task A_filter_lets_through_what_it_matches()
    {
        var to = await app.SubscribeAsync(
            ["lead.created", "lead.updated", "lead.lost"],
            new
            {
                any = new object[]
                {
                    new
                    {
                        field = "type",
                        op = "eq",
                        value = "lead.lost",
                    },
                    new
                    {
                        field = "data.changed",
                        op = "contains_any",
                        value = new[] { "land_acres" },
                    },
                },
            }
        );
        var lead = await LeadAsync();
        (await app.Admin.ChangeAsync($"leads/{lead}", new { land_acres = 4 })).Expect(
            HttpStatusCode.OK
        );

        var received = Assert.Single(await app.Receiver.UntilAsync(to.Path, 1));

        Assert.Equal("lead.updated", received.Json.GetProperty("type").GetString());
    }

    [Fact]
    public async Task While_a_secret_is_rotated_both_sign()
    {
        var to = await app.SubscribeAsync(["lead.created"]);
        var rotate = $"webhook-subscriptions/{to.Id}/rotate-secret";
        var second = (await app.Admin.PostAsync(rotate, null)).Expect(HttpStatusCode.OK);
        await LeadAsync();
        var both = Assert.Single(await app.Receiver.UntilAsync(to.Path, 1));
        var third = await app.Admin.PostAsync(rotate, new { grace_hours = 0 });
        await LeadAsync();
        var one = (await app.Receiver.UntilAsync(to.Path, 2))[1];

        Assert.Null(both.Objection(to.Secret));
        Assert.Null(both.Objection(second.Text("secret")!));
        Assert.Equal(2, both.Headers.Signatures!.Split(' ').Length);
        Assert.Null(one.Objection(third.Text("secret")!));
        Assert.NotNull(one.Objection(second.Text("secret")!));
        var shown = await app.Admin.GetAsync($"webhook-subscriptions/{to.Id}");
        Assert.DoesNotContain("whsec_", shown.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_receiver_delays_nobody_else()
    {
        var slow = await app.SubscribeAsync(["lead.created"]);
        var quick = await app.SubscribeAsync(["lead.created"]);
        app.Receiver.Delay(slow.Path, TimeSpan.FromMinutes(1));

        for (var i = 0; i < 20; i++)
            await LeadAsync();
        await app.Receiver.UntilAsync(quick.Path, 20);

        Assert.Contains(
            (await app.DeliveriesAsync(slow)).EnumerateArray(),
            d => StatusOf(d) == "pending"
        );
        (await app.Admin.DeleteAsync($"webhook-subscriptions/{slow.Id}")).Expect(
            HttpStatusCode.NoContent
        );
    }

    [Fact]
    public async Task A_cohort_calls_the_subscription_that_its_action_names()
    {
        var to = await app.SubscribeAsync(["note.restored"]);
        var village = CohortCalls.Village() + Guid.NewGuid().ToString("N")[..6];
        (
            await app.Admin.PostAsync(
                "cohorts",
                new
                {
                    name = village,
                    entity = "lead",
                    rule = CohortCalls.Dealers(village),
                    on_enter = new[]
                    {
                        new { type = "webhook", name = to.Path.ToUpperInvariant() },
                    },
                }
            )
        ).Expect(HttpStatusCode.Created);
        var lead = await CohortCalls.LeadAsync(app.Admin, "dealer", village);

        var received = Assert.Single(await app.Receiver.UntilAsync(to.Path, 1));

        Assert.Equal("cohort.webhook", received.Json.GetProperty("type").GetString());
        Assert.Equal(
            lead,
            received.Json.GetProperty("data").GetProperty("entity").GetProperty("id").GetString()
        );
    }

    [Fact]
    public async Task Each_lead_of_an_import_is_told_of_once()
    {
        var to = await app.SubscribeAsync(["lead.created"]);
        var phones = Enumerable.Range(0, 12).Select(_ => LeadApi.Phone());
        var job = await app.Admin.ImportAsync(
            "Phone\n" + string.Join('\n', phones) + "\n",
            new
            {
                mapping = new Dictionary<string, string> { ["Phone"] = "phone" },
                defaults = new { kind = "farmer" },
            }
        );
        await app.Admin.UntilEndedAsync(job.Expect(HttpStatusCode.Accepted).Id);
        var received = await app.Receiver.UntilAsync(to.Path, 12);

        Assert.Equal(12, received.Select(r => r.Headers.Id).Distinct().Count());
        Assert.Equal(
            12,
            received
                .Select(r =>
                    r.Json.GetProperty("data").GetProperty("entity").GetProperty("id").GetString()
                )
                .Distinct()
                .Count()
        );
    }

    [Fact]
    public async Task A_deleted_subscription_is_told_nothing()
    {
        var to = await app.SubscribeAsync(["lead.created"]);
        var path = $"webhook-subscriptions/{to.Id}";
        (await app.Admin.DeleteAsync(path + "?dry_run=true")).Expect(HttpStatusCode.OK);
        await LeadAsync();
        await app.Receiver.UntilAsync(to.Path, 1);

        (await app.Admin.DeleteAsync(path)).Expect(HttpStatusCode.NoContent);
        (await app.Admin.DeleteAsync(path)).ExpectProblem(404, "webhook_subscription.not_found");
        var other = await app.SubscribeAsync(["lead.created"]);
        await LeadAsync();
        await app.Receiver.UntilAsync(other.Path, 1);

        Assert.Single(app.Receiver.At(to.Path));
    }

    [Fact]
    public async Task Names_are_unique_and_patches_need_the_version()
    {
        var to = await app.SubscribeAsync(["lead.created"]);
        var body = new
        {
            name = to.Path.ToUpperInvariant(),
            url = app.Receiver.UrlOf("x"),
            event_types = new[] { "lead.created" },
        };
        (await app.Admin.PostAsync("webhook-subscriptions", body)).ExpectProblem(
            409,
            "webhook_subscription.duplicate_name"
        );
        var path = $"webhook-subscriptions/{to.Id}";
        (await app.Admin.PatchAsync(path, new { name = "n" }, null)).ExpectProblem(
            428,
            "if_match.required"
        );
        (await app.Admin.PatchAsync(path, new { name = "n" }, $"\"{to.Id}-9\"")).ExpectProblem(
            412,
            "if_match.stale"
        );
        var patched = await app.Admin.PatchAsync(
            path,
            new { event_types = new[] { "deal.won", "deal.won" } },
            $"\"{to.Id}-1\""
        );
        Assert.Equal(
            ["deal.won"],
            patched
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("event_types")
                .EnumerateArray()
                .Select(t => t.GetString())
        );
    }

    private async Task<string> LeadAsync() =>
        (await app.Admin.PostAsync("leads", LeadApi.Body())).Expect(HttpStatusCode.Created).Id;

    private static string? StatusOf(JsonElement json) => json.GetProperty("status").GetString();

    private static IEnumerable<int> StatusesOf(JsonElement delivery) =>
        delivery
            .GetProperty("attempts")
            .EnumerateArray()
            .Select(a => a.GetProperty("status").GetInt32());
}
