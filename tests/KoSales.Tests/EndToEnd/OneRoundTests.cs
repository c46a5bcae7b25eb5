using System.Net;

namespace KoSales.Tests.EndToEnd;

/// <summary>Who sends a bad body hears of all of it at once.</summary>
[Collection(AppCollection.Name)]
public sealed class OneRoundTests(AppFixture app)
{
    [Fact]
    public async Task A_lead_without_a_kind_hears_of_its_phone_too()
    {
        var admin = await app.AdminAsync();

        var refused = (
            await admin.PostAsync(
                "leads",
                new
                {
                    phone = "12",
                    gstin = "x",
                    nope = 1,
                }
            )
        ).Expect(HttpStatusCode.UnprocessableEntity);

        Assert.Equal(["/gstin", "/kind", "/nope", "/phone"], PointersOf(refused));
    }

    [Fact]
    public async Task An_agent_with_an_unknown_role_hears_of_address_and_password_too()
    {
        var admin = await app.AdminAsync();
        var body = new
        {
            name = "Asha",
            email = "not-an-address",
            password = "short",
            roles = new[] { "chief" },
        };

        var refused = (await admin.PostAsync("agents", body)).Expect(
            HttpStatusCode.UnprocessableEntity
        );

        Assert.Equal(["/email", "/password", "/roles/0"], PointersOf(refused));
    }

    private static IEnumerable<string?> PointersOf(Reply refused) =>
        refused
            .Body.GetProperty("errors")
            .EnumerateArray()
            .Select(e => e.GetProperty("pointer").GetString())
            .Order();
}
