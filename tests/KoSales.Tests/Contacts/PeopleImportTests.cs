using System.Net;
using System.Text.Json;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Contacts;

/// <summary>Contacts and customers come in files and go out in files, as leads and deals do.</summary>
[Collection(AppCollection.Name)]
public sealed class PeopleImportTests(AppFixture app, LeadApi api) : IClassFixture<LeadApi>
{
    private readonly string _mark = Guid.NewGuid().ToString("N")[..10];

    [Fact]
    public async Task Contacts_come_with_personal_data_in_the_vault_and_are_known_by_their_phone()
    {
        var admin = await app.AdminAsync();
        var phone = LeadApi.Phone();
        var customer = await CustomerAsync(admin, $"Firm {_mark}");
        var rows =
            $"Name,Mobile,Firm,Customer,Agent\nRamesh Patel,{phone},Kendra,Firm {_mark},{api.AgentId}\n"
            + $"Ramesh again,{phone},Other,,\nNo Number,,Kendra,Nobody {_mark},\n";

        var first = await ImportAsync(admin, "contacts", rows, ContactMapping);
        var again = await ImportAsync(admin, "contacts", rows, ContactMapping);

        Assert.Equal(("completed_with_errors", 3, 1, 1, 1), first.Outcome());
        Assert.Equal(("completed_with_errors", 3, 0, 1, 2), again.Outcome());
        var list = await admin.GetAsync($"contacts?customer_id={customer}");
        var contact = Assert.Single(list.Body.GetProperty("data").EnumerateArray());
        Assert.Equal(
            ("active", "new", api.AgentId),
            (Text(contact, "status"), Text(contact, "stage"), Text(contact, "owner_id"))
        );
        Assert.EndsWith(phone[^4..], Text(contact, "phone_masked"), StringComparison.Ordinal);
        Assert.DoesNotContain(phone, list.Text, StringComparison.Ordinal);
        var csv = await admin.GetAsync(
            $"contacts/export.csv?customer_id={customer}&fields=id,company"
        );
        Assert.Contains($"{Text(contact, "id")},Kendra", csv.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Customers_are_known_by_the_inventory_systems_id_and_merged_into()
    {
        var admin = await app.AdminAsync();
        var rows = $"Code,Firm,City\n{_mark}-1,Patel Kendra,\n{_mark}-2,Verma Kendra,Sehore\n";
        var more = $"Code,Firm,City\n{_mark}-1,Other name,Indore\n";

        var first = await ImportAsync(admin, "customers", rows, CustomerMapping);
        var merged = await ImportAsync(admin, "customers", more, CustomerMapping, "merge");

        Assert.Equal(("completed", 2, 2, 0, 0), first.Outcome());
        Assert.Equal(("completed", 1, 1, 0, 0), merged.Outcome());
        var list = await admin.GetAsync($"customers?external_id={_mark}-1");
        var customer = list.Expect(HttpStatusCode.OK).Body.GetProperty("data")[0];
        Assert.Equal("Patel Kendra", Text(customer, "name"));
        Assert.Equal("Indore", Text(customer.GetProperty("billing_address"), "district"));
        var csv = await admin.GetAsync(
            $"customers/export.csv?bom=false&external_id={_mark}-2&fields=name,external_id"
        );
        Assert.EndsWith($",{_mark}-2,Verma Kendra\r\n", csv.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_said_before_holds_for_all_rows_with_the_number()
    {
        var admin = await app.AdminAsync();
        var phone = LeadApi.Phone();
        var contact = await admin.PostAsync(
            "contacts",
            new
            {
                name = "Ramesh Patel",
                phone,
                kind = "dealer",
                do_not_contact = true,
            }
        );
        var rows =
            $"Code,Firm,Mobile\n{_mark}-7,One,{phone}\n{_mark}-8,Two,{phone}\n"
            + $"{_mark}-9,Three,{LeadApi.Phone()}\n";
        var mapping = new Dictionary<string, string>
        {
            ["Code"] = "external_id",
            ["Firm"] = "name",
            ["Mobile"] = "phone",
        };

        var job = await ImportAsync(admin, "customers", rows, mapping);

        contact.Expect(HttpStatusCode.Created);
        Assert.Equal(("completed", 3, 3, 0, 0), job.Outcome());
        bool[] stopped = new bool[3];
        for (var i = 0; i < stopped.Length; i++)
        {
            var list = await admin.GetAsync($"customers?external_id={_mark}-{7 + i}");
            var customer = Assert.Single(list.Body.GetProperty("data").EnumerateArray());
            stopped[i] = customer.GetProperty("do_not_contact").GetBoolean();
        }

        Assert.Equal([true, true, false], stopped);
    }

    [Fact]
    public async Task The_contacts_of_a_customer_go_along_with_it()
    {
        var admin = await app.AdminAsync();
        var customer = await CustomerAsync(admin, $"Firm {_mark}");
        var contact = (
            await admin.PostAsync(
                "contacts",
                new
                {
                    name = "Ramesh Patel",
                    phone = LeadApi.Phone(),
                    kind = "dealer",
                    customer_id = customer,
                }
            )
        ).Expect(HttpStatusCode.Created);
        (
            await admin.PostAsync($"contacts/{contact.Id}/assign", new { team_id = api.TeamId })
        ).Expect(HttpStatusCode.OK);

        var assigned = await admin.PostAsync(
            $"customers/{customer}/assign",
            new { agent_id = api.AgentId }
        );

        assigned.Expect(HttpStatusCode.OK);
        var moved = await admin.GetAsync($"contacts/{contact.Id}");
        Assert.Equal(api.AgentId, Text(moved.Body, "owner_id"));
    }

    private static readonly Dictionary<string, string> ContactMapping = new()
    {
        ["Name"] = "name",
        ["Mobile"] = "phone",
        ["Firm"] = "company",
        ["Customer"] = "customer_id",
        ["Agent"] = "owner_id",
    };

    private static readonly Dictionary<string, string> CustomerMapping = new()
    {
        ["Code"] = "external_id",
        ["Firm"] = "name",
        ["City"] = "billing_address.district",
    };

    private static async Task<string> CustomerAsync(AppClient admin, string name) =>
        (await admin.PostAsync("customers", new { name, kind = "dealer" }))
            .Expect(HttpStatusCode.Created)
            .Id;

    private static async Task<JsonElement> ImportAsync(
        AppClient client,
        string of,
        string rows,
        Dictionary<string, string> mapping,
        string onDuplicate = "skip"
    )
    {
        var options = new
        {
            mapping,
            defaults = new { kind = "dealer" },
            on_duplicate = onDuplicate,
        };
        var queued = await client.ImportAsync(rows, options, of: of);
        return await client.UntilEndedAsync(queued.Expect(HttpStatusCode.Accepted).Id);
    }

    private static string? Text(JsonElement record, string name) =>
        record.TryGetProperty(name, out var value) ? value.GetString() : null;
}
