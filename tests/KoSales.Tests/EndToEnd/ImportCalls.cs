using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace KoSales.Tests.EndToEnd;

/// <summary>What the import tests do over HTTP.</summary>
internal static class ImportCalls
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static Task<Reply> ImportAsync(
        this AppClient client,
        string csv,
        object options,
        string query = "",
        string of = "leads"
    ) =>
        client.ImportAsync(
            Encoding.UTF8.GetBytes(csv),
            JsonSerializer.Serialize(options),
            query,
            of
        );

    public static Task<Reply> ImportAsync(
        this AppClient client,
        byte[] csv,
        string options,
        string query = "",
        string of = "leads"
    )
    {
        var content = new ByteArrayContent(csv);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        return client.SendAsync(
            HttpMethod.Post,
            $"{of}/import?filename={of}.csv{query}",
            content,
            ("X-Import-Options", options)
        );
    }

    /// <summary>The job's last state.</summary>
    public static Task<JsonElement> UntilEndedAsync(this AppClient client, string job) =>
        client.UntilAsync(
            job,
            state =>
                state.GetProperty("status").GetString()
                    is "completed"
                        or "completed_with_errors"
                        or "failed"
                        or "cancelled"
        );

    public static async Task<JsonElement> UntilAsync(
        this AppClient client,
        string job,
        Func<JsonElement, bool> reached
    )
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (true)
        {
            var state = (await client.GetAsync($"jobs/{job}")).Expect(HttpStatusCode.OK).Body;
            if (reached(state))
                return state;
            Assert.False(
                deadline.IsCancellationRequested,
                $"the job did not get there in time: {state}"
            );
            await Task.Delay(50);
        }
    }

    public static Task<long> CountLeadsAsync(this AppClient client, string filter) =>
        client.CountAsync("leads", filter);

    /// <param name="list">Such as <c>deals</c>.</param>
    public static async Task<long> CountAsync(this AppClient client, string list, string filter) =>
        (await client.GetAsync($"{list}?limit=1&count=exact&{filter}"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("total")
            .GetInt64();

    /// <summary>status, total, succeeded, failed, skipped.</summary>
    public static (string Status, long Total, long Succeeded, long Failed, long Skipped) Outcome(
        this JsonElement job
    ) =>
        (
            job.GetProperty("status").GetString()!,
            Number(job, "total"),
            Number(job, "succeeded"),
            Number(job, "failed"),
            Number(job, "skipped")
        );

    private static long Number(JsonElement job, string name) =>
        job.TryGetProperty(name, out var value) ? value.GetInt64() : -1;
}
