using System.Net;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Customers;

[Collection(AppCollection.Name)]
public sealed class CustomerEndpointTests(LeadApi api, AppFixture app) : IClassFixture<LeadApi>
{
    private const string Gstin = "27AAPFU0939F1ZV";
    private const string Masked = "27**********1ZV";

    private static object Body(string? externalId = null) =>
        new
        {
            name = "Patel Krishi Kendra",
            external_id = externalId,
            phone = LeadApi.Phone(),
            gstin = Gstin,
            kind = "dealer",
            billing_address = new
            {
                line1 = "14 Mandi Road",
                district = "Pune",
                state_code = "27",
                pincode = "411001",
            },
            shipping_addresses = new[]
            {
                new { label = "depot", address = new { line1 = "Plot 7", state_code = "27" } },
            },
            price_list = "dealer-mh",
        };

    private async Task<Reply> NewAsync(object? body = null) =>
        (await api.Agent.PostAsync("customers", body ?? Body())).Expect(HttpStatusCode.Created);

    [Fact]
    public async Task A_customer_is_created_and_read_back_with_its_addresses()
    {
        var created = await NewAsync();

        var read = (await api.Manager.GetAsync($"customers/{created.Id}")).Expect(
            HttpStatusCode.OK
        );

        Assert.Equal(
            ("Patel Krishi Kendra", "active", Masked, "******939F"),
            (
                Text(read, "name"),
                Text(read, "status"),
                Text(read, "gstin_masked"),
                Text(read, "pan_masked")
            )
        );
        Assert.Equal(
            """{"line1":"14 Mandi Road","district":"Pune","state_code":"27","pincode":"411001"}""",
            read.Body.GetProperty("billing_address").GetRawText()
        );
        Assert.Equal(
            "Plot 7",
            read.Body.GetProperty("shipping_addresses")[0]
                .GetProperty("address")
                .GetProperty("line1")
                .GetString()
        );
        Assert.False(read.Body.TryGetProperty("pipeline_id", out _));
    }

    [Fact]
    public async Task The_gstin_is_whole_to_those_who_quote_and_masked_to_others_and_in_lists()
    {
        var created = await NewAsync();
        var auditor = await PersonAsync("auditor");

        var quoting = await api.Agent.GetAsync($"customers/{created.Id}");
        var picked = await api.Agent.GetAsync($"customers/{created.Id}?fields=name");
        var named = await api.Agent.GetAsync($"customers/{created.Id}?fields=gstin&include=owner");
        var audited = await auditor.GetAsync($"customers/{created.Id}");
        var listed = await api.Agent.GetAsync($"customers?id={created.Id}");

        Assert.Equal(Gstin, Text(quoting.Expect(HttpStatusCode.OK), "gstin"));
        Assert.Equal(Gstin, Text(named.Expect(HttpStatusCode.OK), "gstin"));
        Assert.True(named.Body.TryGetProperty("included", out _));
        foreach (var masked in new[] { picked, audited, listed })
            Assert.DoesNotContain(
                Gstin,
                masked.Expect(HttpStatusCode.OK).Text,
                StringComparison.Ordinal
            );
        Assert.Equal(Masked, Text(audited, "gstin_masked"));
    }

    [Fact]
    public async Task An_external_id_is_one_customers()
    {
        var external = "INV-" + Guid.NewGuid().ToString("N")[..8];
        var first = await NewAsync(Body(external));

        var second = await api.Agent.PostAsync("customers", Body(external));

        second.ExpectProblem(409, "customer.duplicate_external_id");
        Assert.Equal(first.Id, Text(second, "existing_id"));
    }

    [Fact]
    public async Task A_patch_changes_a_part_of_an_address_and_the_gstin_with_the_pan()
    {
        var created = await NewAsync();

        var patched = await api.Agent.PatchAsync(
            $"customers/{created.Id}",
            new
            {
                gstin = "24AAACC1206D1ZM",
                billing_address = new { line2 = "near the mill", pincode = (string?)null },
                shipping_addresses = Array.Empty<object>(),
                status = "on_hold",
            },
            created.ETag
        );

        Assert.Equal(
            ("24**********1ZM", "******206D", "on_hold"),
            (
                Text(patched.Expect(HttpStatusCode.OK), "gstin_masked"),
                Text(patched, "pan_masked"),
                Text(patched, "status")
            )
        );
        Assert.Equal(
            """{"line1":"14 Mandi Road","line2":"near the mill","district":"Pune","state_code":"27"}""",
            patched.Body.GetProperty("billing_address").GetRawText()
        );
        Assert.Equal("[]", patched.Body.GetProperty("shipping_addresses").GetRawText());
    }

    [Fact]
    public async Task What_the_inventory_system_owns_can_not_be_written()
    {
        foreach (
            var member in new[] { "sync", "credit", "lifetime", "contact_ids", "gstin_masked" }
        )
        {
            var refused = await api.Agent.PostAsync(
                "customers",
                $$"""{"name": "Kendra", "kind": "dealer", "{{member}}": {} }"""
            );
            refused.ExpectProblem(422, "body.invalid");
        }
    }

    [Fact]
    public async Task A_customer_shows_the_contacts_that_name_it()
    {
        var (first, second) = (await NewAsync(), await NewAsync());
        var contact = (
            await api.Agent.PostAsync(
                "contacts",
                new
                {
                    name = "Ramesh Patel",
                    kind = "dealer",
                    customer_id = first.Id,
                }
            )
        ).Expect(HttpStatusCode.Created);
        var joined = await ContactsOfAsync(first);

        (
            await api.Agent.PatchAsync(
                $"contacts/{contact.Id}",
                new { customer_id = second.Id },
                "*"
            )
        ).Expect(HttpStatusCode.OK);

        Assert.Equal([contact.Id], joined);
        Assert.Empty(await ContactsOfAsync(first));
        Assert.Equal([contact.Id], await ContactsOfAsync(second));
        await api.Manager.DeleteAsync($"contacts/{contact.Id}");
        Assert.Empty(await ContactsOfAsync(second));
    }

    [Fact]
    public async Task It_is_found_by_its_gstin_and_by_any_word_of_its_name()
    {
        var word = LeadApi.Word();
        var customer = await NewAsync(
            new
            {
                name = $"Patel {word} Kendra",
                kind = "dealer",
                gstin = "29AAGCB7383J1Z4",
            }
        );

        foreach (var q in new[] { "29aagcb7383j1z4", word, customer.Id })
        {
            var found = await api.Agent.GetAsync($"search?q={q}");
            Assert.Contains(
                customer.Id,
                found.Expect(HttpStatusCode.OK).Text,
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task A_deleted_customer_is_gone_and_can_be_restored()
    {
        var created = await NewAsync();

        (await api.Manager.DeleteAsync($"customers/{created.Id}")).Expect(HttpStatusCode.NoContent);
        var gone = await api.Manager.GetAsync($"customers/{created.Id}");
        var restored = await api.Manager.PostAsync($"customers/{created.Id}/restore", new { });

        gone.ExpectProblem(404, "customer.not_found");
        Assert.Equal(created.Id, restored.Expect(HttpStatusCode.OK).Id);
    }

    [Fact]
    public async Task It_is_given_away_with_its_tasks_and_taken_back()
    {
        var customer = await NewAsync();
        var about = new { type = "customer", id = customer.Id };
        (
            await api.Agent.PostAsync("tasks", new { title = "Ask for orders", entity_ref = about })
        ).Expect(HttpStatusCode.Created);
        (await api.Agent.PostAsync("notes", new { body = "Pays late", entity_ref = about })).Expect(
            HttpStatusCode.Created
        );

        var given = await api.Manager.PostAsync(
            $"customers/{customer.Id}/assign",
            new { team_id = api.TeamId }
        );
        var tasks = await api.Manager.GetAsync($"customers/{customer.Id}/tasks");
        var undone = await api.Manager.PostAsync($"customers/{customer.Id}/assign/undo", new { });
        var notes = await api.Manager.GetAsync($"customers/{customer.Id}/notes");

        Assert.False(given.Expect(HttpStatusCode.OK).Body.TryGetProperty("owner_id", out _));
        Assert.False(tasks.Body.GetProperty("data")[0].TryGetProperty("owner_id", out _));
        undone.Expect(HttpStatusCode.OK);
        Assert.Contains("Pays late", notes.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cohort_of_customers_holds_those_that_its_rule_means()
    {
        var customer = await NewAsync(Body("INV-" + Guid.NewGuid().ToString("N")[..8]));

        var preview = await api.Manager.PostAsync(
            "cohorts/preview",
            $$"""
            {"entity": "customer", "sample": 50, "rule": {"all": [
              {"field": "billing_address.state_code", "op": "eq", "value": "27"},
              {"field": "external_id", "op": "eq", "value": "{{Text(customer, "external_id")}}"}]} }
            """
        );

        Assert.Contains(
            customer.Id,
            preview.Expect(HttpStatusCode.OK).Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_erased_customer_keeps_nothing_of_the_person()
    {
        var customer = await NewAsync();
        var admin = await app.AdminAsync();

        (
            await admin.PostAsync(
                $"piis/{Text(customer, "pii_id")}/erase",
                new { reason = "asked for it" }
            )
        ).Expect(HttpStatusCode.OK);
        var erased = await api.Agent.GetAsync($"customers/{customer.Id}");

        Assert.Equal("Erased", Text(erased.Expect(HttpStatusCode.OK), "name"));
        foreach (var gone in new[] { "gstin", "gstin_masked", "pan_masked", "billing_address" })
            Assert.False(erased.Body.TryGetProperty(gone, out _), gone);
    }

    private async Task<IEnumerable<string>> ContactsOfAsync(Reply customer) =>
        (await api.Manager.GetAsync($"customers/{customer.Id}"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("contact_ids")
            .EnumerateArray()
            .Select(id => id.GetString()!);

    private async Task<AppClient> PersonAsync(string role)
    {
        var admin = await app.AdminAsync();
        var (email, password) = ($"{Guid.NewGuid():N}@example.in", "Rabi-Kharif-2026-Zaid");
        (
            await admin.PostAsync(
                "agents",
                new
                {
                    name = role,
                    email,
                    password,
                    roles = new[] { role },
                }
            )
        ).Expect(HttpStatusCode.Created);
        return await app.LoginAsync(email, password);
    }

    private static string? Text(Reply reply, string member) =>
        reply.Body.GetProperty(member).GetString();
}
