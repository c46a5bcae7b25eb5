using System.Net;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;
using static KoSales.Tests.Signals.SignalApi;

namespace KoSales.Tests.Signals;

/// <summary>How senders show who they are, and that a delivery counts once.</summary>
[Collection(AppCollection.Name)]
public sealed class SignalWebhookTests(LeadApi api, AppFixture app) : IClassFixture<LeadApi>
{
    private readonly AppClient _sender = app.Anonymous;

    [Fact]
    public async Task A_signed_delivery_is_accepted_and_makes_a_lead()
    {
        var source = await api.SourceAsync("custom");

        var taken = await _sender.DeliverAsync(source, Form("f-1", LeadApi.Phone()), "evt_1");

        Assert.Equal("evt_1", taken.Expect(HttpStatusCode.Accepted).Id);
        var signal = await api.Agent.SignalAsync(source, "f-1");
        Assert.Equal("created_lead", Text(signal, "status"));
        Assert.Equal(["lead_created"], Effects(signal));
        var lead = (await api.Agent.GetAsync($"leads/{About(signal)}")).Expect(HttpStatusCode.OK);
        Assert.Equal("Ramesh P.", Text(lead.Body, "display_name"));
        Assert.Equal(1, lead.Body.GetProperty("signal_count").GetInt32());
        Assert.Equal("other", Text(lead.Body.GetProperty("source"), "channel"));
    }

    [Fact]
    public async Task What_is_not_signed_with_a_secret_in_force_or_is_old_is_refused()
    {
        var source = await api.SourceAsync("custom");
        var form = Form("f-1", LeadApi.Phone());
        var other = await api.SourceAsync("custom");
        Reply[] refused =
        [
            await _sender.DeliverAsync(source, form, secret: other.Secret),
            await _sender.DeliverAsync(source, form, sentJson: form + " "),
            await _sender.DeliverAsync(source, form, secondsAgo: 302),
            await _sender.DeliverAsync(source, form, secondsAgo: -302),
            await _sender.PostAsync(source.Path, form),
            await _sender.PostAsync(
                $"{source.Path}/{Uri.EscapeDataString(source.Secret[6..20])}",
                form
            ),
            await _sender.PostAsync("webhooks/signals/nobody", form),
        ];

        foreach (var reply in refused)
            reply.ExpectProblem(401, "signal_source.unverified");
        Assert.Empty(await api.Manager.SignalsAsync($"source={source.Key}"));
    }

    [Fact]
    public async Task A_delivery_that_comes_again_does_nothing_and_with_another_body_is_a_conflict()
    {
        var source = await api.SourceAsync("custom");
        var form = Form("f-1", LeadApi.Phone());

        (await _sender.DeliverAsync(source, form, "evt_1")).Expect(HttpStatusCode.Accepted);
        (await _sender.DeliverAsync(source, form, "evt_1")).Expect(HttpStatusCode.Accepted);
        (await _sender.DeliverAsync(source, Form("f-2", LeadApi.Phone()), "evt_1")).ExpectProblem(
            409,
            "webhook.other_body"
        );

        await api.Agent.SignalAsync(source, "f-1");
        Assert.Single(await api.Manager.SignalsAsync($"source={source.Key}"));
    }

    [Fact]
    public async Task A_rotated_secret_signs_beside_the_former_one_until_its_grace_is_over()
    {
        var source = await api.SourceAsync("custom");
        var rotate = $"signal-sources/{source.Id}/secrets/rotate";

        var second = Text((await api.Manager.PostAsync(rotate, null)).Body, "secret");
        foreach (var secret in new[] { source.Secret, second })
            (
                await _sender.DeliverAsync(source, Form(NewKey(), LeadApi.Phone()), secret: secret)
            ).Expect(HttpStatusCode.Accepted);
        var third = (await api.Manager.PostAsync(rotate, new { grace_hours = 0 })).Expect(
            HttpStatusCode.OK
        );

        var form = Form(NewKey(), LeadApi.Phone());
        (await _sender.DeliverAsync(source, form, secret: second)).ExpectProblem(
            401,
            "signal_source.unverified"
        );
        (await _sender.DeliverAsync(source, form, secret: Text(third.Body, "secret"))).Expect(
            HttpStatusCode.Accepted
        );
        var listed = await api.Manager.GetAsync($"signal-sources/{source.Id}/secrets");
        Assert.Equal(1, listed.Body.GetProperty("secrets").GetArrayLength());
        Assert.DoesNotContain(Text(third.Body, "secret"), listed.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_of_the_body_alone_is_verified_in_its_header()
    {
        const string secret = "0123456789abcdef0123456789abcdef";
        var source = await api.SourceAsync("meta_lead_ads", $"\"secret\": \"{secret}\"");
        var key = NewKey();
        var lead = SignalSamples
            .MetaLead.Replace("123123123123", key, StringComparison.Ordinal)
            .Replace("ramesh@", $"{key}@", StringComparison.Ordinal)
            .Replace("+919876543210", LeadApi.Phone(), StringComparison.Ordinal);

        foreach (
            var (header, signature) in new[]
            {
                ("X-Hub-Signature-256", Hmac("another secret of theirs", lead)),
                ("X-Hub-Signature-256", Hmac(secret, lead + " ")),
                ("X-Hub-Signature-256", "sha256=00"),
                ("X-Other", Hmac(secret, lead)),
            }
        )
            (await _sender.PostAsync(source.Path, lead, (header, signature))).ExpectProblem(
                401,
                "signal_source.unverified"
            );
        var good = ("X-Hub-Signature-256", Hmac(secret, lead));
        (await _sender.PostAsync(source.Path, lead, good)).Expect(HttpStatusCode.Accepted);
        (await _sender.PostAsync(source.Path, lead, good)).Expect(HttpStatusCode.Accepted);

        var signal = await api.Agent.SignalAsync(source, key);
        Assert.Equal(("ad_lead", "created_lead"), (Text(signal, "kind"), Text(signal, "status")));
        Assert.Single(await api.Manager.SignalsAsync($"source={source.Key}"));
    }

    [Fact]
    public async Task A_lead_of_Meta_without_answers_waits_until_it_comes_with_them()
    {
        const string secret = "0123456789abcdef0123456789abcdef";
        var source = await api.SourceAsync("meta_lead_ads", $"\"secret\": \"{secret}\"");
        var key = NewKey();
        var page = SignalSamples.MetaPage.Replace("123123123123", key, StringComparison.Ordinal);
        var lead = SignalSamples
            .MetaLead.Replace("123123123123", key, StringComparison.Ordinal)
            .Replace("ramesh@", $"{key}@", StringComparison.Ordinal)
            .Replace("+919876543210", LeadApi.Phone(), StringComparison.Ordinal);

        await _sender.PostAsync(source.Path, page, ("X-Hub-Signature-256", Hmac(secret, page)));
        var failed = await api.Manager.SignalAsync(source, key);
        await _sender.PostAsync(source.Path, lead, ("X-Hub-Signature-256", Hmac(secret, lead)));

        Assert.Equal("failed", Text(failed, "status"));
        Assert.Equal("signal.unreachable", Text(failed.GetProperty("error"), "code"));
        await FlowCalls.UntilAsync(
            async () =>
                Text(await api.Manager.SignalAsync(source, key), "status") == "created_lead",
            "the answers"
        );
        var taken = await api.Manager.SignalAsync(source, key);
        Assert.Equal(
            (Text(failed, "id"), 2),
            (Text(taken, "id"), taken.GetProperty("attempts").GetInt32())
        );
    }

    [Fact]
    public async Task A_sender_that_cannot_sign_has_a_secret_in_the_path()
    {
        var source = await api.SourceAsync("indiamart");
        var key = NewKey();
        var enquiry = SignalSamples
            .Indiamart.Replace("2012487827", key, StringComparison.Ordinal)
            .Replace("suresh@", $"{key}@", StringComparison.Ordinal)
            .Replace("9876543210", LeadApi.Phone(), StringComparison.Ordinal);

        (await _sender.PostAsync(source.Path[..^2] + "AA", enquiry)).ExpectProblem(
            401,
            "signal_source.unverified"
        );
        (await _sender.PostAsync($"webhooks/signals/{source.Key}", enquiry)).ExpectProblem(
            401,
            "signal_source.unverified"
        );
        (await _sender.PostAsync(source.Path, "[1]")).ExpectProblem(400, "webhook.unreadable");
        (await _sender.PostAsync(source.Path, enquiry)).Expect(HttpStatusCode.Accepted);

        var signal = await api.Agent.SignalAsync(source, key);
        var lead = (await api.Agent.GetAsync($"leads/{About(signal)}")).Body;
        Assert.Equal(
            ("Yadav Krishi Kendra", "indiamart", "retailer"),
            (
                Text(lead, "business_name"),
                Text(lead.GetProperty("source"), "channel"),
                Text(lead, "kind")
            )
        );
        Assert.Equal("452001", Text(lead.GetProperty("address"), "pincode"));
    }

    [Fact]
    public async Task An_inactive_and_a_deleted_source_take_nothing()
    {
        var source = await api.SourceAsync("custom");
        var path = $"signal-sources/{source.Id}";
        var form = Form("f-1", LeadApi.Phone());

        (await api.Manager.PatchAsync(path, new { active = false }, "*")).Expect(HttpStatusCode.OK);
        (await _sender.DeliverAsync(source, form)).ExpectProblem(401, "signal_source.unverified");
        (await api.Manager.PatchAsync(path, new { active = true }, "*")).Expect(HttpStatusCode.OK);
        (await _sender.DeliverAsync(source, form)).Expect(HttpStatusCode.Accepted);
        (await api.Manager.DeleteAsync(path)).Expect(HttpStatusCode.NoContent);
        (await _sender.DeliverAsync(source, form)).ExpectProblem(401, "signal_source.unverified");
    }

    [Fact]
    public async Task A_hundred_deliveries_at_once_of_one_event_have_one_effect()
    {
        var source = await api.SourceAsync("custom");
        var phone = LeadApi.Phone();

        var same = Enumerable
            .Range(0, 50)
            .Select(_ => _sender.DeliverAsync(source, Form("f-1", phone), "evt_1"));
        var others = Enumerable
            .Range(0, 50)
            .Select(i => _sender.DeliverAsync(source, Form("f-1", phone), $"evt_{i + 2}"));
        var replies = await Task.WhenAll([.. same, .. others]);

        Assert.All(replies, r => r.Expect(HttpStatusCode.Accepted));
        var signal = await api.Agent.SignalAsync(source, "f-1");
        var admin = await app.AdminAsync();
        await FlowCalls.UntilAsync(
            async () =>
                (await admin.GetAsync("webhooks/events?source=signals&limit=200"))
                    .Body.GetProperty("data")
                    .EnumerateArray()
                    .Where(e => Text(e, "type") == source.Key)
                    .All(e => Text(e, "status") == "processed"),
            "all deliveries"
        );
        Assert.Single(await api.Manager.SignalsAsync($"source={source.Key}"));
        var lead = (await api.Agent.GetAsync($"leads/{About(signal)}")).Body;
        Assert.Equal(1, lead.GetProperty("signal_count").GetInt32());
        Assert.Single(
            (await api.Agent.GetAsync($"leads/{About(signal)}/signals"))
                .Body.GetProperty("data")
                .EnumerateArray()
        );
    }

    [Fact]
    public async Task A_hundred_enquiries_at_once_of_one_person_make_one_lead()
    {
        var source = await api.SourceAsync("custom");
        var phone = LeadApi.Phone();

        await Task.WhenAll(
            Enumerable
                .Range(0, 100)
                .Select(i => _sender.DeliverAsync(source, Form($"f-{i}", phone)))
        );

        await FlowCalls.UntilAsync(
            async () =>
                (await api.Manager.SignalsAsync($"source={source.Key}&limit=200")).Length == 100,
            "all signals"
        );
        var signals = await api.Manager.SignalsAsync($"source={source.Key}&limit=200");
        var lead = Assert.Single(signals.Select(About).Distinct());
        Assert.Single(signals, s => Text(s, "status") == "created_lead");
        Assert.Equal(
            100,
            (await api.Agent.GetAsync($"leads/{lead}")).Body.GetProperty("signal_count").GetInt32()
        );
    }

    [Fact]
    public async Task Meta_is_answered_its_challenge_for_the_token_of_the_source()
    {
        var source = await api.SourceAsync(
            "meta_lead_ads",
            "\"verify_token\": \"kharif-2026-verify\""
        );
        var query = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=";

        var good = await _sender.GetAsync($"{source.Path}?{query}kharif-2026-verify");

        Assert.Equal("1158201444", good.Expect(HttpStatusCode.OK).Text);
        Assert.StartsWith("text/plain", good.Headers["Content-Type"], StringComparison.Ordinal);
        (await _sender.GetAsync($"{source.Path}?{query}another")).ExpectProblem(
            401,
            "signal_source.unverified"
        );
        (await _sender.GetAsync($"{source.Path}?hub.mode=subscribe")).ExpectProblem(
            401,
            "signal_source.unverified"
        );
        (await _sender.GetAsync($"{source.Path}?hub.topic=x")).ExpectProblem(
            400,
            "query.unknown_parameter"
        );
    }
}
