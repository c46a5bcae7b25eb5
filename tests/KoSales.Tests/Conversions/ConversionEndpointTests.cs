using System.Net;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Conversions;

[Collection(AppCollection.Name)]
public sealed class ConversionEndpointTests(LeadApi api) : IClassFixture<LeadApi>
{
    private static readonly object Deal = new
    {
        deal = new
        {
            title = "Kharif order",
            amount = new { value = "25000.00", currency = "INR" },
        },
    };

    [Fact]
    public async Task A_lead_becomes_a_contact_with_a_deal_and_its_pipeline_is_won()
    {
        var lead = await LeadAsync();

        var converted = await ConvertAsync(lead, Deal);

        var (contact, deal) = (
            await ReadAsync($"contacts/{Text(converted, "contact_id")}"),
            await ReadAsync($"deals/{Text(converted, "deal_id")}")
        );
        var after = await ReadAsync($"leads/{lead.Id}");
        var pipeline = await ReadAsync($"pipelines/{Text(after, "pipeline_id")}");
        Assert.Equal(
            ("converted", "converted", "won"),
            (Text(after, "status"), Text(after, "stage"), Text(pipeline, "status"))
        );
        Assert.Equal(
            (lead.Id, Text(lead, "pii_id"), Text(lead, "phone_masked"), "Ramesh P.", "new"),
            (
                Text(contact, "lead_id"),
                Text(contact, "pii_id"),
                Text(contact, "phone_masked"),
                Text(contact, "display_name"),
                Text(contact, "stage")
            )
        );
        Assert.Equal(
            (contact.Id, lead.Id, "enquiry", Text(after, "owner_id")),
            (
                Text(deal, "contact_id"),
                Text(deal, "lead_id"),
                Text(deal, "stage"),
                Text(deal, "owner_id")
            )
        );
        Assert.Equal(
            contact.Id,
            after.Body.GetProperty("converted").GetProperty("contact_id").GetString()
        );
    }

    [Fact]
    public async Task What_was_open_about_the_lead_is_about_the_contact()
    {
        var lead = await LeadAsync();
        var about = new { type = "lead", id = lead.Id };
        var task = await MadeAsync("tasks", new { title = "Send a sample", entity_ref = about });
        var note = await MadeAsync("notes", new { body = "Wants soybean", entity_ref = about });
        var call = await MadeAsync("calls", new { direction = "outbound", entity_ref = about });

        var contact = Text(await ConvertAsync(lead), "contact_id");

        Assert.Contains(task.Id, (await ReadAsync($"contacts/{contact}/tasks")).Text);
        Assert.Contains(note.Id, (await ReadAsync($"contacts/{contact}/notes")).Text);
        Assert.Contains(call.Id, (await ReadAsync($"contacts/{contact}/calls")).Text);
        Assert.DoesNotContain(note.Id, (await ReadAsync($"leads/{lead.Id}/notes")).Text);
        var open = await ReadAsync($"tasks?entity_ref.id={lead.Id}&status=pending");
        Assert.Equal(0, open.Body.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task A_second_conversion_answers_what_the_first_one_made()
    {
        var lead = await LeadAsync();
        var first = await ConvertAsync(lead, Deal);

        var second = await ConvertAsync(lead, new { deal = new { title = "Another" } });

        Assert.Equal(first.Text, second.Text);
    }

    [Fact]
    public async Task Two_conversions_at_once_make_one_contact_and_one_deal()
    {
        var turns = Enumerable.Range(0, 200);
        var side = new ParallelOptions { MaxDegreeOfParallelism = 8 };

        await Parallel.ForEachAsync(
            turns,
            side,
            async (_, _) =>
            {
                var lead = await api.NewAsync();
                var path = $"leads/{lead.Id}/convert";

                var both = await Task.WhenAll(
                    api.Manager.PostAsync(path, Deal),
                    api.Manager.PostAsync(path, Deal)
                );

                var contacts = await ReadAsync($"contacts?lead_id={lead.Id}");
                var deals = await ReadAsync($"deals?lead_id={lead.Id}");
                Assert.All(both, r => r.Expect(HttpStatusCode.OK));
                Assert.Equal(both[0].Text, both[1].Text);
                Assert.Equal(1, contacts.Body.GetProperty("data").GetArrayLength());
                Assert.Equal(1, deals.Body.GetProperty("data").GetArrayLength());
            }
        );
    }

    [Fact]
    public async Task The_contact_with_the_phone_is_linked_instead_of_a_new_one()
    {
        var phone = LeadApi.Phone();
        var lead = await LeadAsync(phone);
        var contact = await MadeAsync(
            "contacts",
            new
            {
                name = "Ramesh Patel",
                kind = "dealer",
                phone,
            }
        );

        var plan = await api.Agent.PostAsync($"leads/{lead.Id}/convert?dry_run=true", new { });
        var converted = await ConvertAsync(lead);

        Assert.Equal(contact.Id, Text(plan.Expect(HttpStatusCode.OK), "contact_id"));
        Assert.Equal(
            "phone",
            plan.Body.GetProperty("contact_candidates")[0].GetProperty("by")[0].GetString()
        );
        Assert.Equal(contact.Id, Text(converted, "contact_id"));
        Assert.Equal(lead.Id, Text(await ReadAsync($"contacts/{contact.Id}"), "lead_id"));
    }

    [Fact]
    public async Task The_one_customer_with_the_gstin_is_linked_and_of_several_one_must_be_named()
    {
        var lead = await LeadAsync(gstin: "24AAACC1206D1ZM");
        var body = new
        {
            name = "Kendra",
            kind = "dealer",
            gstin = "24AAACC1206D1ZM",
        };
        var first = await MadeAsync("customers", body);
        var second = await MadeAsync("customers", body);

        var several = await api.Agent.PostAsync(
            $"leads/{lead.Id}/convert",
            new { link_customer = true }
        );
        var converted = await ConvertAsync(
            lead,
            new { customer_id = first.Id, deal = new { title = "Order" } }
        );

        several.ExpectProblem(409, "lead.several_customers");
        Assert.Contains(second.Id, several.Text, StringComparison.Ordinal);
        Assert.Equal(first.Id, Text(converted, "customer_id"));
        var deal = await ReadAsync($"deals/{Text(converted, "deal_id")}");
        Assert.Equal(first.Id, Text(deal, "customer_id"));
        Assert.Contains(
            Text(converted, "contact_id")!,
            (await ReadAsync($"customers/{first.Id}")).Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_dry_run_changes_nothing()
    {
        var lead = await LeadAsync();

        var plan = await api.Agent.PostAsync($"leads/{lead.Id}/convert?dry_run=true", Deal);

        Assert.True(plan.Expect(HttpStatusCode.OK).Body.GetProperty("allowed").GetBoolean());
        Assert.True(plan.Body.GetProperty("makes_deal").GetBoolean());
        Assert.Equal(lead.Text, (await ReadAsync($"leads/{lead.Id}")).Text);
        var contacts = await ReadAsync($"contacts?lead_id={lead.Id}");
        Assert.Equal(0, contacts.Body.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Every_reason_against_it_comes_at_once_and_a_lost_lead_is_reopened_first()
    {
        var (lead, lost) = (await LeadAsync(), await LeadAsync());
        (await api.Agent.PostAsync($"leads/{lost.Id}/lose", new { reason = "no budget" })).Expect(
            HttpStatusCode.OK
        );

        var refused = await api.Agent.PostAsync(
            $"leads/{lead.Id}/convert",
            new
            {
                contact_id = "C-999999",
                customer_id = "CT-999999",
                deal = new { title = "x", amount = new { value = "1", currency = "USD" } },
            }
        );
        var closed = await api.Agent.PostAsync($"leads/{lost.Id}/convert", new { });

        Assert.Equal(
            ["/contact_id", "/customer_id", "/deal/amount/currency"],
            refused
                .ExpectProblem(422, "body.invalid")
                .Body.GetProperty("errors")
                .EnumerateArray()
                .Select(e => e.GetProperty("pointer").GetString()!)
                .Order(StringComparer.Ordinal)
        );
        closed.ExpectProblem(409, "lead.status_forbids");
    }

    [Fact]
    public async Task Who_does_not_see_the_lead_converts_nothing()
    {
        var lead = await LeadAsync();

        var others = await (await api.OthersAsync()).Agent.PostAsync(
            $"leads/{lead.Id}/convert",
            new { }
        );

        others.ExpectProblem(404, "lead.not_found");
    }

    private async Task<Reply> LeadAsync(string? phone = null, string? gstin = null)
    {
        var lead = await api.NewAsync(
            api.Agent,
            new
            {
                name = "Ramesh Patel",
                phone = phone ?? LeadApi.Phone(),
                kind = "dealer",
                gstin,
            }
        );
        (
            await api.Manager.PostAsync($"leads/{lead.Id}/assign", new { agent_id = api.AgentId })
        ).Expect(HttpStatusCode.OK);
        return await ReadAsync($"leads/{lead.Id}");
    }

    private async Task<Reply> ConvertAsync(Reply lead, object? body = null) =>
        (await api.Agent.PostAsync($"leads/{lead.Id}/convert", body ?? new { })).Expect(
            HttpStatusCode.OK
        );

    private async Task<Reply> MadeAsync(string path, object body) =>
        (await api.Agent.PostAsync(path, body)).Expect(HttpStatusCode.Created);

    private async Task<Reply> ReadAsync(string path) =>
        (await api.Manager.GetAsync(path)).Expect(HttpStatusCode.OK);

    private static string? Text(Reply reply, string member) =>
        reply.Body.GetProperty(member).GetString();
}
