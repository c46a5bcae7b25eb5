using System.Net;
using System.Text.Json;

namespace KoSales.Tests.EndToEnd;

/// <summary>What tests of cohorts over HTTP share: rules, previews and leads of a village of their own.</summary>
internal static class CohortCalls
{
    private static int _phones;

    public static string Today =>
        TimeProvider.System.GetUtcNow().ToOffset(TimeSpan.FromHours(5.5)).ToString("yyyy-MM-dd");

    public static object In(string id) =>
        new
        {
            field = "cohorts",
            op = "contains_any",
            value = new[] { id },
        };

    public static object Dealers(string village) =>
        new
        {
            all = new object[]
            {
                new
                {
                    field = "address.village",
                    op = "eq",
                    value = village,
                },
                new
                {
                    field = "kind",
                    op = "in",
                    value = new[] { "dealer", "distributor" },
                },
            },
        };

    public static (int Count, int Joins, int Leaves, int Shown) Of(JsonElement preview) =>
        (
            preview.GetProperty("count").GetInt32(),
            preview.GetProperty("would_join").GetInt32(),
            preview.GetProperty("would_leave").GetInt32(),
            preview.GetProperty("sample").GetArrayLength()
        );

    public static string Email() => $"m{Interlocked.Increment(ref _phones)}@example.in";

    public static string Village() => $"Village {Interlocked.Increment(ref _phones)}";

    public static async Task<string> LeadAsync(AppClient client, string kind, string village)
    {
        var phone = $"+9196{Interlocked.Increment(ref _phones):00000000}";
        return (
            await client.PostAsync(
                "leads",
                new
                {
                    name = "Ramesh Patel",
                    phone,
                    kind,
                    address = new { village, state_code = "23" },
                }
            )
        ).Expect(HttpStatusCode.Created).Id;
    }

    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var deadline = Environment.TickCount64 + 90_000; !await holds(); )
        {
            Assert.True(Environment.TickCount64 < deadline, "it did not come about in time");
            await Task.Delay(50);
        }
    }
}
