using System.Net;
using System.Text.Json;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;
using KoSales.Tests.Quotations;

namespace KoSales.Tests.Documents;

/// <summary>What the timer does about documents that end, by the clock of the app.</summary>
[Collection(ClockedCollection.Name)]
public sealed class ClockedDocumentTests(ClockedApp app)
{
    private const string Password = "Rabi-Kharif-2026-Zaid";

    [Fact]
    public async Task A_licence_that_ends_is_told_of_once_and_proves_nothing_afterwards()
    {
        await app.NextAsync(DayOfWeek.Tuesday, TimeSpan.FromHours(10));
        var contact = await ContactAsync();
        var last = DateOnly.FromDateTime(app.Now.DateTime).AddDays(5);
        var document = await app.Client.InReviewAsync(
            contact.Body.GetProperty("pii_id").GetString()!,
            DocumentCalls.Licence(validTo: $"{last:yyyy-MM-dd}")
        );
        (await (await ReviewerAsync()).ReviewAsync(document)).Expect(HttpStatusCode.OK);

        await app.AdvanceAsync(TimeSpan.FromMinutes(2));
        await app.UntilAsync(() => HasStatusAsync(contact, "expiring"), "the first rung");
        var order = await app.Client.OrderAsync(contact.Id);
        await app.AdvanceAsync(TimeSpan.FromDays(6));
        await app.UntilAsync(() => HasStatusAsync(contact, "expired"), "the end");

        var timeline = (
            await app.Client.GetAsync($"contacts/{contact.Id}/timeline?limit=100")
        ).Body.GetProperty("data");
        Assert.Single(
            timeline.EnumerateArray(),
            e => e.GetProperty("summary").GetString() == "document.expired"
        );
        await app.UntilAsync(
            async () =>
                (await app.Client.GetAsync($"contacts/{contact.Id}/signals?kind=licence_expiring"))
                    .Body.GetProperty("data")
                    .GetArrayLength() >= 2,
            "a signal of each rung"
        );
        var tasks = await app.Client.GetAsync($"contacts/{contact.Id}/tasks?limit=100");
        Assert.Single(
            tasks.Expect(HttpStatusCode.OK).Body.GetProperty("data").EnumerateArray(),
            t => t.GetProperty("title").GetString()!.Contains("renewed", StringComparison.Ordinal)
        );
        var answer = await app.Client.GetAsync(
            $"contacts/{contact.Id}/may-buy?product_class=fertilizer"
        );
        Assert.Equal("licence_not_in_force", answer.Body.GetProperty("reason").GetString());
        var accepted = await app.Client.GetAsync($"draft-orders/{order}");
        var submitted = await app.Client.PostAsync($"draft-orders/{order}/submit", null);
        Assert.True(accepted.Body.GetProperty("licence_check").GetProperty("ok").GetBoolean());
        submitted.ExpectProblem(422, "draft_order.licence_missing");
    }

    [Fact]
    public async Task A_renewed_licence_completes_what_was_asked_about_the_one_that_ends()
    {
        await app.NextAsync(DayOfWeek.Tuesday, TimeSpan.FromHours(10));
        var contact = await ContactAsync();
        var (reviewer, number) = (await ReviewerAsync(), DocumentCalls.Number());
        var ending = await VerifiedAsync(contact, reviewer, number, days: 5);
        await app.AdvanceAsync(TimeSpan.FromMinutes(2));
        await app.UntilAsync(() => HasStatusAsync(contact, "expiring"), "the first rung");
        var asked = (await RenewalsAsync(contact)).Single();

        var renewed = await VerifiedAsync(contact, reviewer, number, days: 400);

        var done = (await RenewalsAsync(contact)).Single();
        var before = await app.Client.GetAsync(DocumentCalls.PathOf(ending));
        Assert.Equal("pending", asked.GetProperty("status").GetString());
        Assert.Equal(
            ("done", "renewed"),
            (done.GetProperty("status").GetString(), done.GetProperty("outcome").GetString())
        );
        Assert.Equal(("superseded", "verified"), (before.Status(), renewed.Status()));
    }

    private async Task<Reply> VerifiedAsync(
        Reply contact,
        AppClient reviewer,
        string number,
        int days
    )
    {
        var last = DateOnly.FromDateTime(app.Now.DateTime).AddDays(days);
        var document = await app.Client.InReviewAsync(
            contact.Body.GetProperty("pii_id").GetString()!,
            DocumentCalls.Licence(number, $"{last:yyyy-MM-dd}")
        );
        return (await reviewer.ReviewAsync(document)).Expect(HttpStatusCode.OK);
    }

    private async Task<IReadOnlyList<JsonElement>> RenewalsAsync(Reply contact)
    {
        var tasks = await app.Client.GetAsync($"contacts/{contact.Id}/tasks?limit=100");
        return
        [
            .. tasks
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("data")
                .EnumerateArray()
                .Where(t => t.GetProperty("type").GetString() == "document"),
        ];
    }

    private async Task<Reply> ContactAsync() =>
        (
            await app.Client.PostAsync(
                "contacts",
                new
                {
                    name = "Ramesh Patel",
                    phone = LeadApi.Phone(),
                    kind = "dealer",
                }
            )
        ).Expect(HttpStatusCode.Created);

    private async Task<AppClient> ReviewerAsync()
    {
        var email = $"{Guid.NewGuid():N}@example.in";
        var body = new
        {
            name = "Meera",
            email,
            password = Password,
            roles = new[] { "admin" },
        };
        (await app.Client.PostAsync("agents", body)).Expect(HttpStatusCode.Created);
        return await new AppClient(app.Process.Address).LoginAsync(email, Password);
    }

    private async Task<bool> HasStatusAsync(Reply contact, string status)
    {
        var read = await app.Client.GetAsync($"contacts/{contact.Id}");
        return read.Body.GetProperty("licences")[0].GetProperty("status").GetString() == status;
    }
}
