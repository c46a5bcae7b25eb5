using System.Net;
using System.Text.Json;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Leads.Personal;

[Collection(AppCollection.Name)]
public sealed class LeadConsentEndpointTests(LeadApi api, AppFixture app) : IClassFixture<LeadApi>
{
    [Fact]
    public async Task Who_asked_not_to_be_contacted_is_still_not_contacted_when_the_number_comes_again()
    {
        var phone = LeadApi.Phone();
        var lead = await api.NewAsync(body: LeadApi.Body(phone));
        (
            await api.Manager.PatchAsync(
                $"leads/{lead.Id}",
                new { do_not_contact = true },
                lead.ETag
            )
        ).Expect(HttpStatusCode.OK);
        (
            await api.Manager.PostAsync(
                $"leads/{lead.Id}/lose",
                new { reason = "asked us to stop" }
            )
        ).Expect(HttpStatusCode.OK);

        var again = await api.NewAsync(body: LeadApi.Body(phone));

        Assert.NotEqual(lead.Id, again.Id);
        Assert.True(again.Body.GetProperty("do_not_contact").GetBoolean());
        Assert.Contains("lead.opted_out", Codes(again));
        Assert.Empty(await OpenTasksAsync(again.Id));
    }

    [Fact]
    public async Task Consent_withdrawn_at_the_personal_data_reaches_the_lead_and_its_tasks_at_once()
    {
        var lead = await api.NewAsync();
        Assert.Single(await OpenTasksAsync(lead.Id));

        await SayAsync(lead, "marketing", "call", given: false);

        var shown = (await api.Manager.GetAsync($"leads/{lead.Id}")).Body;
        Assert.False(shown.GetProperty("do_not_contact").GetBoolean());
        var line = Assert.Single(shown.GetProperty("consent").EnumerateArray());
        Assert.Equal(
            ("marketing", "call", false),
            (Text(line, "purpose"), Text(line, "channel"), line.GetProperty("given").GetBoolean())
        );
        Assert.Empty(await OpenTasksAsync(lead.Id));

        await SayAsync(lead, "contact", "any", given: false);
        Assert.True(
            (await api.Manager.GetAsync($"leads/{lead.Id}"))
                .Body.GetProperty("do_not_contact")
                .GetBoolean()
        );
    }

    [Fact]
    public async Task A_withdrawal_counts_for_every_lead_with_the_number()
    {
        var phone = LeadApi.Phone();
        var first = await api.NewAsync(body: LeadApi.Body(phone));
        (await api.Manager.PostAsync($"leads/{first.Id}/junk", new { reason = "twice" })).Expect(
            HttpStatusCode.OK
        );
        var second = await api.NewAsync(body: LeadApi.Body(phone));

        await SayAsync(first, "contact", "any", given: false);

        Assert.True(
            (await api.Manager.GetAsync($"leads/{second.Id}"))
                .Body.GetProperty("do_not_contact")
                .GetBoolean()
        );
        Assert.Empty(await OpenTasksAsync(second.Id));
    }

    [Fact]
    public async Task The_ledger_is_only_added_to_and_the_lead_cannot_be_patched_around_it()
    {
        var lead = await api.NewAsync();
        await SayAsync(lead, "marketing", "whatsapp", given: false);
        var current = await api.Manager.GetAsync($"leads/{lead.Id}");
        (
            await api.Manager.PatchAsync(
                $"leads/{lead.Id}",
                new { consent = Array.Empty<object>() },
                current.ETag
            )
        ).Expect(HttpStatusCode.UnprocessableEntity);

        var stopped = (
            await api.Manager.PatchAsync(
                $"leads/{lead.Id}",
                new { do_not_contact = true },
                current.ETag
            )
        ).Expect(HttpStatusCode.OK);
        var lifted = (
            await api.Manager.PatchAsync(
                $"leads/{lead.Id}",
                new { do_not_contact = false },
                stopped.ETag
            )
        ).Expect(HttpStatusCode.OK);

        Assert.False(lifted.Body.GetProperty("do_not_contact").GetBoolean());
        var ledger = (await api.Manager.GetAsync($"piis/{Text(lead.Body, "pii_id")}"))
            .Body.GetProperty("consents")
            .EnumerateArray()
            .ToList();
        Assert.Equal(["marketing", "contact", "contact"], ledger.Select(l => Text(l, "purpose")));
        Assert.Equal([false, false, true], ledger.Select(l => l.GetProperty("given").GetBoolean()));
        Assert.All(ledger, l => Assert.StartsWith("A0-", Text(l, "by"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Contact_is_not_opened_again_over_a_withdrawal_for_selling()
    {
        var lead = await api.NewAsync();
        await SayAsync(lead, "marketing", "any", given: false);
        var current = await api.Manager.GetAsync($"leads/{lead.Id}");
        Assert.True(current.Body.GetProperty("do_not_contact").GetBoolean());
        (
            await api.Manager.PatchAsync(
                $"leads/{lead.Id}",
                new { do_not_contact = false },
                current.ETag
            )
        ).ExpectProblem(409, "consent.withdrawn");
    }

    [Fact]
    public async Task An_older_consent_does_not_outdo_a_later_withdrawal_and_none_is_given_tomorrow()
    {
        var phone = LeadApi.Phone();
        var lead = await api.NewAsync(body: LeadApi.Body(phone));
        await SayAsync(lead, "marketing", "call", given: false);
        (await api.Manager.PostAsync($"leads/{lead.Id}/junk", new { reason = "twice" })).Expect(
            HttpStatusCode.OK
        );

        var old = new
        {
            name = "Ramesh Patel",
            phone,
            kind = "farmer",
            consent = new[]
            {
                new
                {
                    purpose = "marketing",
                    channel = "call",
                    given = true,
                    at = "2020-01-01T00:00:00Z",
                },
            },
        };
        var again = await api.NewAsync(body: old);
        Assert.False(
            Assert
                .Single(again.Body.GetProperty("consent").EnumerateArray())
                .GetProperty("given")
                .GetBoolean()
        );
        var future = new
        {
            name = "X Y",
            phone = LeadApi.Phone(),
            kind = "farmer",
            consent = new[]
            {
                new
                {
                    purpose = "marketing",
                    channel = "call",
                    given = true,
                    at = "2999-01-01T00:00:00Z",
                },
            },
        };
        (await api.Manager.PostAsync("leads", future)).Expect(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task No_call_is_planned_for_or_asked_of_somebody_who_opted_out()
    {
        var lead = await api.NewAsync();
        var current = await api.Manager.PatchAsync(
            $"leads/{lead.Id}",
            new { do_not_contact = true },
            lead.ETag
        );
        var cancelled = Assert.Single(
            (await api.Manager.GetAsync($"leads/{lead.Id}/tasks"))
                .Body.GetProperty("data")
                .EnumerateArray()
        );
        Assert.Equal("cancelled", Text(cancelled, "status"));

        var pipeline = Text(current.Body, "pipeline_id");
        (
            await api.Manager.PostAsync(
                $"pipelines/{pipeline}/transition",
                new { to = "contacted" }
            )
        ).Expect(HttpStatusCode.OK);
        Assert.Empty(await OpenTasksAsync(lead.Id));
        var call = new
        {
            title = "Call",
            type = "call",
            entity_ref = new { type = "lead", id = lead.Id },
        };
        (await api.Manager.PostAsync("tasks", call)).ExpectProblem(409, "task.contact_barred");
        (
            await api.Manager.PostAsync(
                $"tasks/{Text(cancelled, "id")}/reopen",
                new { reason = "x" }
            )
        ).ExpectProblem(409, "task.contact_barred");
    }

    [Fact]
    public async Task An_erased_lead_keeps_no_call_task()
    {
        var lead = await api.NewAsync();
        var admin = await app.AdminAsync();
        (
            await admin.PostAsync(
                $"piis/{Text(lead.Body, "pii_id")}/erase",
                new { reason = "asked by the subject" }
            )
        ).Expect(HttpStatusCode.OK);
        Assert.Empty(await OpenTasksAsync(lead.Id));
        var pipeline = Text(lead.Body, "pipeline_id");
        Assert.Equal(
            "cancelled",
            Text(
                Assert.Single(
                    (await admin.GetAsync($"tasks?pipeline_id={pipeline}"))
                        .Body.GetProperty("data")
                        .EnumerateArray()
                ),
                "status"
            )
        );
    }

    [Fact]
    public async Task An_imported_row_with_a_known_number_starts_with_what_was_said()
    {
        var phone = LeadApi.Phone();
        var lead = await api.NewAsync(body: LeadApi.Body(phone));
        (
            await api.Manager.PatchAsync(
                $"leads/{lead.Id}",
                new { do_not_contact = true },
                lead.ETag
            )
        ).Expect(HttpStatusCode.OK);
        (
            await api.Manager.PostAsync(
                $"leads/{lead.Id}/lose",
                new { reason = "asked us to stop" }
            )
        ).Expect(HttpStatusCode.OK);

        var options = new
        {
            mapping = new
            {
                Name = "name",
                Phone = "phone",
                Ref = "external_ref",
            },
            defaults = new { kind = "farmer" },
        };
        var reference = Guid.NewGuid().ToString("N");
        var job = (
            await api.Manager.ImportAsync(
                $"Name,Phone,Ref\nRamesh Patel,{phone},{reference}\nSita Devi,{LeadApi.Phone()},{reference}2\n",
                options
            )
        ).Expect(HttpStatusCode.Accepted);
        await api.Manager.UntilEndedAsync(job.Id);

        Assert.True((await OfRefAsync(reference)).GetProperty("do_not_contact").GetBoolean());
        Assert.False(
            (await OfRefAsync(reference + "2")).GetProperty("do_not_contact").GetBoolean()
        );
    }

    [Fact]
    public async Task A_lead_that_takes_a_known_number_takes_what_was_said_with_it()
    {
        var phone = LeadApi.Phone();
        var stopped = await api.NewAsync(body: LeadApi.Body(phone));
        (
            await api.Manager.PatchAsync(
                $"leads/{stopped.Id}",
                new { do_not_contact = true },
                stopped.ETag
            )
        ).Expect(HttpStatusCode.OK);
        (
            await api.Manager.PostAsync(
                $"leads/{stopped.Id}/lose",
                new { reason = "asked us to stop" }
            )
        ).Expect(HttpStatusCode.OK);
        var other = await api.NewAsync();

        var renumbered = (
            await api.Manager.PatchAsync($"leads/{other.Id}", new { phone }, other.ETag)
        ).Expect(HttpStatusCode.OK);

        Assert.True(renumbered.Body.GetProperty("do_not_contact").GetBoolean());
        Assert.Empty(await OpenTasksAsync(other.Id));
    }

    private async Task<JsonElement> OfRefAsync(string reference) =>
        Assert.Single(
            (await api.Manager.GetAsync($"leads?external_ref={reference}"))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("data")
                .EnumerateArray()
        );

    private async Task SayAsync(Reply lead, string purpose, string channel, bool given) =>
        (
            await api.Manager.PostAsync(
                $"piis/{Text(lead.Body, "pii_id")}/consents",
                new
                {
                    purpose,
                    channel,
                    given,
                    source = "call",
                }
            )
        ).Expect(HttpStatusCode.Created);

    private async Task<IReadOnlyList<JsonElement>> OpenTasksAsync(string lead)
    {
        var admin = await app.AdminAsync();
        return
        [
            .. (await admin.GetAsync($"leads/{lead}/tasks?status=pending,in_progress,on_hold"))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("data")
                .EnumerateArray(),
        ];
    }

    private static IEnumerable<string> Codes(Reply reply) =>
        reply.Body.TryGetProperty("warnings", out var warnings)
            ? warnings.EnumerateArray().Select(w => Text(w, "code"))
            : [];

    private static string Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString()!;
}
