using System.Net;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

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
        var contact = (
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
        var last = DateOnly.FromDateTime(app.Now.DateTime).AddDays(5);
        var document = await app.Client.InReviewAsync(
            contact.Body.GetProperty("pii_id").GetString()!,
            DocumentCalls.Licence(validTo: $"{last:yyyy-MM-dd}")
        );
        (await (await ReviewerAsync()).ReviewAsync(document)).Expect(HttpStatusCode.OK);

        await app.AdvanceAsync(TimeSpan.FromMinutes(2));
        await app.UntilAsync(() => HasStatusAsync(contact, "expiring"), "the first rung");
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
    }

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
