using System.Net;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Contacts;

[Collection(AppCollection.Name)]
public sealed class ContactEndpointTests(LeadApi api, AppFixture app) : IClassFixture<LeadApi>
{
    private static object Body(string? phone = null, string name = "Ramesh Kumar Patel") =>
        new
        {
            name,
            phone = phone ?? LeadApi.Phone(),
            email = "ramesh.contact@example.in",
            kind = "dealer",
            company = "Patel Krishi Kendra",
            designation = "Owner",
            address = new
            {
                district = "Sehore",
                state_code = "23",
                pincode = "466001",
            },
            tags = new[] { "Kharif 26" },
        };

    private async Task<Reply> NewAsync(object? body = null) =>
        (await api.Agent.PostAsync("contacts", body ?? Body())).Expect(HttpStatusCode.Created);

    [Fact]
    public async Task A_contact_is_created_with_its_pipeline_and_read_back_the_same()
    {
        var created = await NewAsync();

        var read = (await api.Manager.GetAsync($"contacts/{created.Id}")).Expect(HttpStatusCode.OK);

        Assert.Equal($"/api/v1/contacts/{created.Id}", created.Headers["Location"]);
        Assert.Equal(created.Text, read.Text);
        Assert.Equal(
            ("Ramesh P.", "active", "new", "[]"),
            (
                Text(created, "display_name"),
                Text(created, "status"),
                Text(created, "stage"),
                created.Body.GetProperty("licences").GetRawText()
            )
        );
        Assert.StartsWith("CP-", Text(created, "pipeline_id"), StringComparison.Ordinal);
        Assert.StartsWith("+91******", Text(created, "phone_masked"), StringComparison.Ordinal);
        Assert.Equal(api.AgentId, Text(created, "owner_id"));
    }

    [Fact]
    public async Task What_is_personal_is_in_the_vault_and_shown_only_by_a_reveal()
    {
        var phone = LeadApi.Phone();
        var created = await NewAsync(Body(phone));

        var revealed = await api.Agent.PostAsync(
            $"piis/{Text(created, "pii_id")}/reveal",
            new { fields = new[] { "full_name", "phones" }, reason = "calling the contact" }
        );

        Assert.DoesNotContain(phone, created.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("_index", created.Text, StringComparison.Ordinal);
        Assert.Equal(
            ("Ramesh Kumar Patel", $"+91{phone}"),
            (
                Text(revealed.Expect(HttpStatusCode.OK), "full_name"),
                revealed.Body.GetProperty("phones")[0].GetProperty("e164").GetString()
            )
        );
    }

    [Fact]
    public async Task A_phone_belongs_to_one_living_contact()
    {
        var phone = LeadApi.Phone();
        var first = await NewAsync(Body(phone));

        var again = await api.Agent.PostAsync("contacts", Body($"0{phone}"));
        var elsewhere = await (await api.OthersAsync()).Agent.PostAsync("contacts", Body(phone));
        await api.Manager.DeleteAsync($"contacts/{first.Id}");
        var second = await NewAsync(Body(phone));
        var restored = await api.Manager.PostAsync($"contacts/{first.Id}/restore", new { });

        again.ExpectProblem(409, "contact.duplicate_phone");
        Assert.Equal(first.Id, Text(again, "existing_id"));
        elsewhere.ExpectProblem(409, "contact.duplicate_phone");
        Assert.False(elsewhere.Body.TryGetProperty("existing_id", out _));
        restored.ExpectProblem(409, "contact.duplicate_phone");
        Assert.Equal(second.Id, Text(restored, "existing_id"));
    }

    [Fact]
    public async Task A_patch_changes_the_person_and_a_name_can_not_be_taken_away()
    {
        var created = await NewAsync();
        var phone = LeadApi.Phone();

        var patched = await api.Agent.PatchAsync(
            $"contacts/{created.Id}",
            new
            {
                name = "Suresh Verma",
                phone,
                designation = (string?)null,
            },
            created.ETag
        );
        var nameless = await api.Agent.PatchAsync(
            $"contacts/{created.Id}",
            new { name = (string?)null },
            "*"
        );
        var timeline = await api.Agent.GetAsync($"contacts/{created.Id}/timeline");

        Assert.Equal(
            ("Suresh V.", $"+91******{phone[^4..]}"),
            (Text(patched.Expect(HttpStatusCode.OK), "display_name"), Text(patched, "phone_masked"))
        );
        Assert.False(patched.Body.TryGetProperty("designation", out _));
        nameless.ExpectProblem(422, "required");
        Assert.Contains("\"phone\"", timeline.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(phone, timeline.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repeated_create_with_the_same_key_makes_one_contact()
    {
        var (key, body) = (Guid.NewGuid().ToString(), Body());

        var first = await api.Agent.PostAsync("contacts", body, ("Idempotency-Key", key));
        var second = await api.Agent.PostAsync("contacts", body, ("Idempotency-Key", key));

        Assert.Equal(first.Expect(HttpStatusCode.Created).Text, second.Text);
        Assert.Equal("true", second.Headers["Idempotency-Replayed"]);
    }

    [Fact]
    public async Task The_end_of_its_pipeline_makes_it_inactive_and_a_blocked_one_stays_blocked()
    {
        var (closed, blocked) = (await NewAsync(), await NewAsync());
        await api.Agent.PatchAsync($"contacts/{blocked.Id}", new { status = "blocked" }, "*");

        await MoveAsync(closed, "closed");
        await MoveAsync(blocked, "documents");

        Assert.Equal("inactive", Text(await ReadAsync(closed), "status"));
        Assert.Equal("blocked", Text(await ReadAsync(blocked), "status"));
    }

    [Fact]
    public async Task Who_withdraws_consent_is_barred_as_lead_and_as_contact()
    {
        var phone = LeadApi.Phone();
        var lead = await api.NewAsync(body: LeadApi.Body(phone));
        var contact = await NewAsync(Body(phone));

        var said = await api.Agent.PatchAsync(
            $"contacts/{contact.Id}",
            new { do_not_contact = true },
            contact.ETag
        );

        Assert.True(said.Expect(HttpStatusCode.OK).Body.GetProperty("do_not_contact").GetBoolean());
        var shown = await api.Manager.GetAsync($"leads/{lead.Id}");
        Assert.True(shown.Body.GetProperty("do_not_contact").GetBoolean());
        var task = await api.Agent.PostAsync(
            "tasks",
            new
            {
                title = "Call",
                type = "call",
                entity_ref = new { type = "contact", id = contact.Id },
            }
        );
        task.ExpectProblem(409, "task.contact_barred");
    }

    [Fact]
    public async Task It_is_found_by_phone_by_id_and_by_any_word_of_its_name()
    {
        var (phone, word) = (LeadApi.Phone(), LeadApi.Word());
        var contact = await NewAsync(Body(phone, $"Ramesh {word} Patel"));

        foreach (var q in new[] { $"0{phone}", word, contact.Id })
        {
            var found = await api.Agent.GetAsync($"search?q={q}");
            Assert.Contains(
                contact.Id,
                found.Expect(HttpStatusCode.OK).Text,
                StringComparison.Ordinal
            );
            Assert.DoesNotContain(phone, found.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_call_with_its_number_stands_with_it()
    {
        var phone = LeadApi.Phone();
        var contact = await NewAsync(Body(phone));

        var call = await api.Agent.PostAsync("calls", new { direction = "outbound", phone });

        Assert.Equal(
            contact.Id,
            call.Expect(HttpStatusCode.Created)
                .Body.GetProperty("entity_ref")
                .GetProperty("id")
                .GetString()
        );
        var calls = await api.Agent.GetAsync($"contacts/{contact.Id}/calls");
        Assert.Contains(call.Id, calls.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Others_see_nothing_of_it()
    {
        var contact = await NewAsync();
        var others = await api.OthersAsync();

        var read = await others.Agent.GetAsync($"contacts/{contact.Id}");
        var listed = await others.Manager.GetAsync($"contacts?id={contact.Id}");
        var revealed = await others.Agent.PostAsync(
            $"piis/{Text(contact, "pii_id")}/reveal",
            new { fields = new[] { "phones" }, reason = "curious" }
        );

        read.ExpectProblem(404, "contact.not_found");
        Assert.Equal(0, listed.Body.GetProperty("data").GetArrayLength());
        revealed.ExpectProblem(404, "pii.not_found");
    }

    [Fact]
    public async Task An_erased_contact_keeps_its_place_and_nothing_of_the_person()
    {
        var contact = await NewAsync();
        var admin = await app.AdminAsync();

        (
            await admin.PostAsync(
                $"piis/{Text(contact, "pii_id")}/erase",
                new { reason = "asked for it" }
            )
        ).Expect(HttpStatusCode.OK);
        var erased = await ReadAsync(contact);
        var patched = await api.Agent.PatchAsync(
            $"contacts/{contact.Id}",
            new { tags = new[] { "x" } },
            erased.ETag
        );

        Assert.Equal("Erased", Text(erased, "display_name"));
        foreach (var gone in new[] { "phone_masked", "email_masked", "company", "designation" })
            Assert.False(erased.Body.TryGetProperty(gone, out _), gone);
        patched.ExpectProblem(410, "contact.erased");
    }

    [Fact]
    public async Task It_brings_its_lead_its_customer_and_its_deals_along()
    {
        var lead = await api.NewAsync(api.Agent);
        var customer = (
            await api.Agent.PostAsync("customers", new { name = "Kendra", kind = "dealer" })
        ).Expect(HttpStatusCode.Created);
        var contact = await NewAsync(
            new
            {
                name = "Ramesh Patel",
                kind = "dealer",
                lead_id = lead.Id,
                customer_id = customer.Id,
            }
        );
        var deal = (
            await api.Agent.PostAsync("deals", new { title = "NPK", contact_id = contact.Id })
        ).Expect(HttpStatusCode.Created);

        var read = await api.Agent.GetAsync($"contacts/{contact.Id}?include=lead,customer,deals");
        var from = await api.Agent.GetAsync($"deals/{deal.Id}?include=contact");

        foreach (var id in new[] { lead.Id, customer.Id, deal.Id })
            Assert.Contains($"\"id\":\"{id}\"", Included(read), StringComparison.Ordinal);
        Assert.Contains($"\"id\":\"{contact.Id}\"", Included(from), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_given_away_with_its_pipeline_shown_before_and_taken_back()
    {
        var contact = await NewAsync();
        var body = new { team_id = api.TeamId };

        var preview = await api.Manager.PostAsync(
            $"contacts/{contact.Id}/assign?dry_run=true",
            body
        );
        (await api.Manager.PostAsync($"contacts/{contact.Id}/assign", body)).Expect(
            HttpStatusCode.OK
        );
        var pipeline = await api.Manager.GetAsync($"pipelines/{Text(contact, "pipeline_id")}");
        var undone = await api.Manager.PostAsync($"contacts/{contact.Id}/assign/undo", new { });

        Assert.True(preview.Expect(HttpStatusCode.OK).Body.GetProperty("changes").GetBoolean());
        Assert.False(pipeline.Body.TryGetProperty("owner_id", out _));
        Assert.Equal(1, undone.Expect(HttpStatusCode.OK).Body.GetProperty("reversed").GetInt32());
    }

    [Fact]
    public async Task A_cohort_of_contacts_holds_those_that_its_rule_means()
    {
        var tag = "t" + Guid.NewGuid().ToString("N")[..10];
        var contact = await NewAsync(
            new
            {
                name = "Ramesh Patel",
                kind = "dealer",
                tags = new[] { tag },
            }
        );

        var preview = await api.Manager.PostAsync(
            "cohorts/preview",
            $$"""
            {"entity": "contact", "rule": {"all": [
              {"field": "tags", "op": "contains_any", "value": ["{{tag}}"]},
              {"field": "kind", "op": "eq", "value": "dealer"}]} }
            """
        );

        Assert.Contains(
            contact.Id,
            preview.Expect(HttpStatusCode.OK).Text,
            StringComparison.Ordinal
        );
    }

    private Task<Reply> ReadAsync(Reply contact) => api.Manager.GetAsync($"contacts/{contact.Id}");

    private async Task MoveAsync(Reply contact, string to) =>
        (
            await api.Manager.PostAsync(
                $"pipelines/{Text(contact, "pipeline_id")}/transition",
                new
                {
                    to,
                    reason = "agreed",
                    forced = true,
                }
            )
        ).Expect(HttpStatusCode.OK);

    private static string? Text(Reply reply, string member) =>
        reply.Body.GetProperty(member).GetString();

    private static string Included(Reply reply) =>
        reply.Expect(HttpStatusCode.OK).Body.GetProperty("included").GetRawText();
}
