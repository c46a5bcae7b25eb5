using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace KoSales.Bench;

/// <summary>Requests as the frontend makes them, on generated leads.</summary>
internal static class Workloads
{
    private static readonly string[] States = ["23", "27", "09", "24", "08", "29"];
    private static readonly string[] Kinds = ["farmer", "dealer", "distributor", "retailer"];

    /// <summary>One new lead per request, each with a phone of its own.</summary>
    public static RequestMaker Create(AppProcess app)
    {
        var serial = 0L;
        return (_, _) =>
            LoadGenerator.Request(
                "POST",
                "/api/v1/leads",
                app.Token,
                Lead(Interlocked.Increment(ref serial))
            );
    }

    public static RequestMaker Get(AppProcess app, int leads) =>
        (client, n) =>
            LoadGenerator.Request(
                "GET",
                $"/api/v1/leads/K0-{100001 + Scatter(client, n, leads)}",
                app.Token
            );

    public static RequestMaker List(AppProcess app) =>
        (client, n) =>
            LoadGenerator.Request(
                "GET",
                $"/api/v1/leads?status=open&address.state_code={States[Scatter(client, n, States.Length)]}&sort=-created_at&limit=50",
                app.Token
            );

    public static RequestMaker ListFrom(AppProcess app, string cursor) =>
        (_, _) =>
            LoadGenerator.Request(
                "GET",
                $"/api/v1/leads?status=open&sort=-created_at&limit=50&cursor={Uri.EscapeDataString(cursor)}",
                app.Token
            );

    public static RequestMaker SearchPhone(AppProcess app, int leads) =>
        (client, n) =>
            LoadGenerator.Request(
                "GET",
                $"/api/v1/search?q=%2B91{ImportedPhone(Scatter(client, n, leads))}",
                app.Token
            );

    /// <summary>One stage transition per request: every pipeline in turn, to contacted and from then on
    /// between nurture and contacted.</summary>
    public static RequestMaker Transition(AppProcess app, int leads)
    {
        var serial = -1L;
        return (_, _) =>
        {
            var turn = Interlocked.Increment(ref serial);
            var to = turn / leads % 2 == 0 ? "contacted" : "nurture";
            return LoadGenerator.Request(
                "POST",
                $"/api/v1/pipelines/LP-{1 + (turn % leads)}/transition",
                app.Token,
                $$"""{"to":"{{to}}","reason":"spoke"}"""
            );
        };
    }

    /// <summary>One conversion per request, with a deal.</summary>
    /// <exception cref="InvalidOperationException">Once every lead is converted: what would come then only
    /// reads what they became.</exception>
    public static RequestMaker Convert(AppProcess app, int leads)
    {
        var serial = -1L;
        return (_, _) =>
        {
            var turn = Interlocked.Increment(ref serial);
            if (turn >= leads)
                throw new InvalidOperationException(
                    $"all {leads:N0} leads are converted: import more"
                );
            return LoadGenerator.Request(
                "POST",
                $"/api/v1/leads/K0-{100001 + turn}/convert",
                app.Token,
                """{"deal":{"title":"Kharif order","amount":{"value":"25000.00","currency":"INR"}}}"""
            );
        };
    }

    /// <summary>Generated leads with phone, e-mail and address.</summary>
    public static ImportedFile Leads(int leads) =>
        new(
            "leads",
            leads,
            """{"mapping":{"name":"name","phone":"phone","email":"email","state":"address.state_code","""
                + """ "district":"address.district","pincode":"address.pincode","kind":"kind","""
                + """ "ref":"external_ref"},"defaults":{"source.channel":"import"},"""
                + """ "on_duplicate":"skip","start_pipeline":true}""",
            Csv(leads)
        );

    /// <summary>Imports a file and prints rows per second from acceptance to completion. Returns when nothing of
    /// it is left to do in the background.</summary>
    public static async Task ImportAsync(AppProcess app, ImportedFile file)
    {
        var watch = Stopwatch.StartNew();
        var job = await PostImportAsync(app, file);
        var ended = await UntilEndedAsync(app, job);
        var seconds = watch.Elapsed.TotalSeconds;
        var quiet = await app.UntilQuietAsync();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"import of {file.Rows:N0} {file.Kind}: {ended.Of("status")}, {file.Rows / seconds:N0} "
                    + $"{file.Kind}/s whole ({seconds:0.0} s), {ended.Of("succeeded")} succeeded, peak "
                    + $"{ended.PeakMegabytes:0} MB, quiet {quiet.TotalSeconds:0} s later"
            )
        );
    }

    private static async Task<EndedImport> UntilEndedAsync(AppProcess app, string job)
    {
        var peak = 0.0;
        JsonElement state;
        do
        {
            await Task.Delay(100);
            peak = Math.Max(peak, app.ResidentMegabytes);
            state = JsonDocument.Parse(await app.Http.GetStringAsync(job)).RootElement;
        } while (state.GetProperty("status").GetString() is "queued" or "running");

        return new EndedImport(state, peak);
    }

    private sealed record EndedImport(JsonElement State, double PeakMegabytes)
    {
        public JsonElement Of(string member) => State.GetProperty(member);
    }

    private static async Task<string> PostImportAsync(AppProcess app, ImportedFile file)
    {
        using var body = new ByteArrayContent(file.Csv);
        body.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var answer = await app.Http.PostAsync(
            $"{file.Kind}/import?filename=bench.csv&options={Uri.EscapeDataString(file.Options)}",
            body
        );
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!.ToString();
    }

    /// <summary>The cursor after so many pages of 200, for lists at depth.</summary>
    public static async Task<string> CursorAtAsync(AppProcess app, int pages)
    {
        string? cursor = null;
        for (var page = 0; page < pages; page++)
        {
            var query = cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}";
            var body = JsonDocument
                .Parse(
                    await app.Http.GetStringAsync(
                        $"leads?status=open&sort=-created_at&limit=50{query}"
                    )
                )
                .RootElement;
            if (!body.TryGetProperty("next_cursor", out var next))
                break;
            cursor = next.GetString();
        }

        return cursor ?? throw new InvalidOperationException("the list has only one page");
    }

    private static string Lead(long n) =>
        $$"""
            {"name":"Ramesh Patel","phone":"{{6_000_000_000 + n}}","email":"r{{n}}@example.in",
            "kind":"{{Kinds[n % 4]}}","source":{"channel":"website","campaign":"kharif-26"},
            "address":{"district":"Sehore","state_code":"{{States[n % 6]}}","pincode":"466001"},
            "crops":["soybean"],"tags":["hot"],"custom":{ } }
            """;

    private static byte[] Csv(int leads)
    {
        var text = new StringBuilder("name,phone,email,state,district,pincode,kind,ref\n");
        for (var i = 0; i < leads; i++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"Sita Devi {i},{ImportedPhone(i)},s{i}@example.in,{States[i % 6]},Sehore,466001,{Kinds[i % 4]},R-{i}\n"
            );
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static long ImportedPhone(long n) => 7_000_000_000 + n;

    private static long Scatter(int client, long n, int range) =>
        (long)((ulong)((client * 7919L) + (n * 104_729L)) % (ulong)range);
}
