using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace KoSales.Tests.EndToEnd;

/// <summary>What the tests of assignment jobs do over HTTP.</summary>
internal static class AssignmentJobCalls
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    private static int _last;

    /// <summary>Imports so many leads with pipelines and tasks, tagged with their own campaign, which is
    /// returned.</summary>
    public static async Task<string> ImportLeadsAsync(this AppClient client, int count)
    {
        var campaign = $"bulk-{Guid.NewGuid():N}"[..20];
        var csv = new StringBuilder("Name,Ref,Campaign\n");
        for (var i = 0; i < count; i++)
            csv.Append(CultureInfo.InvariantCulture, $"Farmer {i},{campaign}-{i},{campaign}\n");
        var mapping = new Dictionary<string, string>
        {
            ["Name"] = "name",
            ["Ref"] = "external_ref",
            ["Campaign"] = "source.campaign",
        };
        var job = (
            await client.ImportAsync(
                csv.ToString(),
                new { mapping, defaults = new { kind = "farmer" } }
            )
        )
            .Expect(HttpStatusCode.Accepted)
            .Id;
        await client.WatchAsync(
            $"jobs/{job}",
            state => state.GetProperty("status").GetString() == "completed",
            PatienceFor(count)
        );
        return campaign;
    }

    /// <summary>A cohort of a campaign's leads, evaluated.</summary>
    public static async Task<string> CohortOfAsync(this AppClient client, string campaign, int size)
    {
        var rule = new
        {
            all = new[]
            {
                new
                {
                    field = "source.campaign",
                    op = "eq",
                    value = campaign,
                },
            },
        };
        var cohort = (
            await client.PostAsync(
                "cohorts",
                new
                {
                    name = campaign,
                    entity = "lead",
                    mode = "dynamic",
                    rule,
                }
            )
        ).Expect(HttpStatusCode.Created).Id;
        await client.WatchAsync(
            $"cohorts/{cohort}",
            c => c.TryGetProperty("size", out var s) && s.GetInt64() == size,
            PatienceFor(size)
        );
        return cohort;
    }

    public static async Task<string> AgentAsync(this AppClient client, object capacity)
    {
        var n = Interlocked.Increment(ref _last);
        var body = new
        {
            name = $"Agent {n}",
            email = $"bulk-{n}-{Guid.NewGuid():N}@example.in",
            password = AppFixture.AdminPassword,
            roles = new[] { "agent" },
            capacity,
        };
        return (await client.PostAsync("agents", body)).Expect(HttpStatusCode.Created).Id;
    }

    public static Task<JsonElement> JobUntilAsync(
        this AppClient client,
        string job,
        params string[] statuses
    ) =>
        client.WatchAsync(
            $"cohort-assignment-jobs/{job}",
            state => statuses.Contains(state.GetProperty("status").GetString())
        );

    private static TimeSpan PatienceFor(int leads) =>
        Patience + TimeSpan.FromMilliseconds(10 * leads);

    public static async Task<JsonElement> WatchAsync(
        this AppClient client,
        string path,
        Func<JsonElement, bool> reached,
        TimeSpan? patience = null
    )
    {
        using var deadline = new CancellationTokenSource(patience ?? Patience);
        while (true)
        {
            var state = (await client.GetAsync(path)).Expect(HttpStatusCode.OK).Body;
            if (reached(state))
                return state;
            Assert.False(
                deadline.IsCancellationRequested,
                $"{path} did not get there in time: {state}"
            );
            await Task.Delay(50);
        }
    }
}
