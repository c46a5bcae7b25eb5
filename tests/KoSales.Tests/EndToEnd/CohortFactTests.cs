using System.Net;
using KoSales.Tests.Documents;
using KoSales.Tests.Leads;

namespace KoSales.Tests.EndToEnd;

/// <summary>Cohorts that ask for what is related to a record follow it: its deals, what its documents prove and
/// its last call. A full evaluation finds nothing that they missed.</summary>
[Collection(AppCollection.Name)]
public sealed class CohortFactTests(LeadApi api, AppFixture app) : IClassFixture<LeadApi>
{
    private readonly string _tag = "t" + Guid.NewGuid().ToString("N")[..12];

    private AppClient _admin = null!;

    [Fact]
    public async Task A_contact_and_its_customer_join_when_a_deal_is_won_and_leave_when_it_is_reopened()
    {
        var customer = await MadeAsync("customers", Named(new { kind = "dealer" }));
        var contact = await ContactAsync();
        var won = new[]
        {
            await CohortAsync("contact", Is("deals.won_inr", "gte", 1000)),
            await CohortAsync("customer", Is("deals.won_inr", "gte", 1000)),
            await CohortAsync("contact", Is("deals.last_won_at", "within_last", "1d")),
        };
        var open = await CohortAsync("contact", Is("deals.open", "gte", 1));
        var none = await CohortAsync("contact", Is("deals.won", "eq", 0));
        var deal = await DealAsync(contact, customer.Id);

        await SizesAsync(0, won);
        await SizesAsync(1, open, none);
        await MoveAsync(deal, "transition", "quoted");
        await MoveAsync(deal, "transition", "won");
        await SizesAsync(1, won);
        await SizesAsync(0, open, none);
        var seen = (await _admin.GetAsync($"cohorts/{won[0].Id}/explain?id={contact}"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("rule")
            .GetProperty("all")[1];
        Assert.Equal(
            ("true", "1500.50"),
            (seen.GetProperty("outcome").GetString(), seen.GetProperty("seen").GetString())
        );
        await MoveAsync(deal, "reopen", "quoted");
        await SizesAsync(0, won);
        await SizesAsync(1, open, none);

        await AssertNoDriftAsync([.. won, open, none]);
    }

    [Fact]
    public async Task A_deal_that_changes_hands_deleted_or_restored_moves_whom_it_counts_for()
    {
        var (first, second) = (await ContactAsync(), await ContactAsync());
        var cohort = await CohortAsync("contact", Is("deals.open_inr", "gt", 0));
        var deal = await DealAsync(first);
        await MembersAsync(cohort, first);

        var moved = await _admin.PatchAsync($"deals/{deal.Id}", new { contact_id = second }, "*");
        moved.Expect(HttpStatusCode.OK);
        await MembersAsync(cohort, second);
        (await _admin.DeleteAsync($"deals/{deal.Id}")).Expect(HttpStatusCode.NoContent);
        await MembersAsync(cohort);
        (await _admin.PostAsync($"deals/{deal.Id}/restore", new { })).Expect(HttpStatusCode.OK);
        await MembersAsync(cohort, second);

        var into = new { loser_id = second };
        (await _admin.PostAsync($"contacts/{first}/merge", into)).Expect(HttpStatusCode.OK);
        await MembersAsync(cohort, first);
        (await _admin.PostAsync($"contacts/{second}/unmerge", null)).Expect(HttpStatusCode.OK);
        await MembersAsync(cohort, second);

        await AssertNoDriftAsync(cohort);
    }

    [Fact]
    public async Task A_licence_brings_its_holder_in_when_it_is_verified_and_out_when_it_is_erased()
    {
        var contact = await ContactAsync();
        var lead = await LeadAsync();
        var soon = Is("licences.next_valid_to", "within_next", "60d");
        var fertilizer = Is("licences.fertilizer_licence.valid_to", "exists", true);
        var verified = Is("verified_documents", "contains_any", new[] { "fertilizer_licence" });
        var ofContacts = new[]
        {
            await CohortAsync("contact", soon),
            await CohortAsync("contact", fertilizer),
            await CohortAsync("contact", verified),
        };
        var ofLeads = new[]
        {
            await CohortAsync("lead", soon),
            await CohortAsync("lead", verified),
        };
        await SizesAsync(0, [.. ofContacts, .. ofLeads]);

        await VerifyAsync($"contacts/{contact}");
        await SizesAsync(1, ofContacts);
        await VerifyAsync($"leads/{lead}");
        await SizesAsync(1, ofLeads);
        await AssertNoDriftAsync([.. ofContacts, .. ofLeads]);

        var pii = await PiiAsync($"contacts/{contact}");
        var why = new { reason = "asked for it in writing" };
        (await _admin.PostAsync($"piis/{pii}/erase", why)).Expect(HttpStatusCode.OK);
        await SizesAsync(0, ofContacts);
        await AssertNoDriftAsync(ofContacts);
    }

    [Fact]
    public async Task The_disposition_of_the_last_call_moves_a_lead_between_cohorts()
    {
        var lead = await LeadAsync();
        var retry = await CohortAsync(
            "lead",
            Is("last_call.disposition", "in", new[] { "no_answer", "busy", "switched_off" })
        );
        var reached = await CohortAsync("lead", Is("last_call.disposition", "eq", "connected"));
        var rest = Is("last_call.disposition", "eq", "connected");
        var others = await CohortAsync("lead", new { not = rest });
        await MembersAsync(others, lead);
        await MembersAsync(retry);
        var seen = (await _admin.GetAsync($"cohorts/{reached.Id}/explain?id={lead}"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("rule")
            .GetProperty("all")[1];
        Assert.Equal(
            ("unknown", "missing"),
            (seen.GetProperty("outcome").GetString(), seen.GetProperty("seen").GetString())
        );

        await CallAsync(lead, "no_answer", 30);
        await MembersAsync(retry, lead);
        var call = await CallAsync(lead, "connected", 20);
        await MembersAsync(retry);
        await MembersAsync(reached, lead);
        await MembersAsync(others);
        await CallAsync(lead, "busy", 25);
        await MembersAsync(reached, lead);
        var told = await _admin.PatchAsync($"calls/{call}", new { disposition = "busy" }, "*");
        told.Expect(HttpStatusCode.OK);
        await MembersAsync(retry, lead);
        await MembersAsync(others, lead);

        await AssertNoDriftAsync(retry, reached, others);
    }

    private async Task<AppClient> AdminAsync() => _admin ??= await app.AdminAsync();

    private static object Is(string field, string op, object value) =>
        new
        {
            field,
            op,
            value,
        };

    /// <summary>Of this test's records.</summary>
    private async Task<Reply> CohortAsync(string entity, object rule)
    {
        var all = new[] { Is("tags", "contains_any", new[] { _tag }), rule };
        var body = new
        {
            name = "By facts",
            entity,
            rule = new { all },
        };
        return await MadeAsync("cohorts", body);
    }

    private async Task<Reply> MadeAsync(string path, object body) =>
        (await (await AdminAsync()).PostAsync(path, body)).Expect(HttpStatusCode.Created);

    private Dictionary<string, object> Named(object more)
    {
        var body = new Dictionary<string, object>
        {
            ["name"] = "Ramesh Patel",
            ["tags"] = new[] { _tag },
        };
        foreach (var member in more.GetType().GetProperties())
            body[member.Name] = member.GetValue(more)!;
        return body;
    }

    private async Task<string> ContactAsync() =>
        (await MadeAsync("contacts", Named(new { kind = "dealer", phone = LeadApi.Phone() }))).Id;

    private async Task<string> LeadAsync() =>
        (await MadeAsync("leads", Named(new { kind = "dealer", phone = LeadApi.Phone() }))).Id;

    private Task<Reply> DealAsync(string contact, string? customer = null) =>
        MadeAsync(
            "deals",
            new
            {
                title = "Humic acid",
                contact_id = contact,
                customer_id = customer,
                amount = new { value = "1500.50", currency = "INR" },
            }
        );

    private async Task MoveAsync(Reply deal, string how, string to)
    {
        var pipeline = deal.Body.GetProperty("pipeline_id").GetString();
        object body =
            how == "reopen"
                ? new { to, reason = "cancelled" }
                : new
                {
                    to,
                    reason = "agreed",
                    forced = true,
                };
        (await _admin.PostAsync($"pipelines/{pipeline}/{how}", body)).Expect(HttpStatusCode.OK);
    }

    private async Task<string> PiiAsync(string path) =>
        (await _admin.GetAsync(path))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("pii_id")
            .GetString()!;

    /// <summary>By another than who brought it.</summary>
    private async Task VerifyAsync(string path)
    {
        var last = TimeProvider.System.GetUtcNow().AddDays(45);
        var body = DocumentCalls.Licence(validTo: $"{last:yyyy-MM-dd}");
        var document = await _admin.InReviewAsync(await PiiAsync(path), body);
        var reviewer = await ReviewerAsync();
        (await reviewer.ReviewAsync(document)).Expect(HttpStatusCode.OK);
    }

    private async Task<AppClient> ReviewerAsync()
    {
        var email = $"{Guid.NewGuid():N}@example.in";
        const string password = "Rabi-Kharif-2026-Zaid";
        await MadeAsync(
            "agents",
            new
            {
                name = "Reviewer",
                email,
                password,
                roles = new[] { "admin" },
                team_id = api.TeamId,
            }
        );
        return await app.LoginAsync(email, password);
    }

    private async Task<string> CallAsync(string lead, string disposition, int minutesAgo)
    {
        var at = TimeProvider.System.GetUtcNow().AddMinutes(-minutesAgo);
        var body = new
        {
            entity_ref = new { type = "lead", id = lead },
            direction = "outbound",
            started_at = $"{at:yyyy-MM-ddTHH:mm:ss.fffZ}",
            disposition,
        };
        return (await MadeAsync("calls", body)).Id;
    }

    private async Task SizesAsync(int size, params Reply[] cohorts)
    {
        foreach (var cohort in cohorts)
            await FlowCalls.UntilAsync(
                async () =>
                    (await _admin.GetAsync($"cohorts/{cohort.Id}"))
                        .Body.GetProperty("size")
                        .GetInt32() == size,
                $"{size} in {cohort.Body.GetProperty("rule").GetRawText()}"
            );
    }

    private async Task MembersAsync(Reply cohort, params string[] members) =>
        await FlowCalls.UntilAsync(
            async () =>
                (await _admin.GetAsync($"cohorts/{cohort.Id}/members"))
                    .Body.GetProperty("data")
                    .EnumerateArray()
                    .Select(m => m.GetProperty("entity_id").GetString()!)
                    .SequenceEqual(members),
            $"{string.Join(' ', members)} in {cohort.Body.GetProperty("rule").GetRawText()}"
        );

    /// <summary>Everybody is looked at, by whatever index or page, and nobody joins or leaves.</summary>
    private async Task AssertNoDriftAsync(params Reply[] cohorts)
    {
        foreach (var cohort in cohorts)
        {
            var size = await SizeAsync(cohort);
            var body = new
            {
                entity = cohort.Body.GetProperty("entity").GetString(),
                rule = cohort.Body.GetProperty("rule"),
                cohort_id = cohort.Id,
            };
            var preview = (await _admin.PostAsync("cohorts/preview", body)).Expect(
                HttpStatusCode.OK
            );
            var (count, joins, leaves, _) = CohortCalls.Of(preview.Body);
            Assert.Equal((size, 0, 0), (count, joins, leaves));
            var job = (await _admin.PostAsync($"cohorts/{cohort.Id}/evaluate", null)).Expect(
                HttpStatusCode.Accepted
            );
            await FlowCalls.UntilAsync(
                async () =>
                    (await _admin.GetAsync($"jobs/{job.Id}")).Body.GetProperty("status").GetString()
                    == "completed",
                "evaluated"
            );
            Assert.Equal(size, await SizeAsync(cohort));
        }
    }

    private async Task<int> SizeAsync(Reply cohort) =>
        (await _admin.GetAsync($"cohorts/{cohort.Id}")).Body.GetProperty("size").GetInt32();
}
