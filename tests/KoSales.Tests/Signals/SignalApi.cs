using System.Net;
using System.Text;
using System.Text.Json;
using KoSales.Domain.Signals.Sources;
using KoSales.Domain.Webhooks;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Signals;

/// <summary>A source as a test made it.</summary>
/// <param name="Path">Where it takes deliveries, relative to the API.</param>
internal sealed record TestSource(string Id, string Key, string Path, string Secret);

/// <summary>Sources and deliveries of signals over HTTP.</summary>
internal static class SignalApi
{
    public static string NewKey() => "s" + Guid.NewGuid().ToString("N")[..16];

    /// <summary>With leads in the pool of the team.</summary>
    /// <param name="more">Members of the body besides key, name and preset, as JSON without braces.</param>
    public static async Task<TestSource> SourceAsync(
        this LeadApi api,
        string preset,
        string more = ""
    )
    {
        var key = NewKey();
        var rest = more.Length == 0 ? "" : ", " + more;
        var made = (
            await api.Manager.PostAsync(
                "signal-sources",
                $$"""
                {"key": "{{key}}", "name": "Test", "preset": "{{preset}}",
                 "assignment": {"team_id": "{{api.TeamId}}"}{{rest}}}
                """
            )
        ).Expect(HttpStatusCode.Created);
        var secret = made.Body.TryGetProperty("secret", out var shown) ? shown.GetString()! : "";
        var path = made.Body.GetProperty("webhook_path").GetString()!["/api/v1/".Length..];
        return new TestSource(made.Id, key, path, secret);
    }

    /// <summary>Signed as Standard Webhooks has it.</summary>
    public static Task<Reply> DeliverAsync(
        this AppClient client,
        TestSource source,
        string json,
        string? id = null,
        string? secret = null,
        int secondsAgo = 0,
        string? sentJson = null
    )
    {
        id ??= Guid.NewGuid().ToString("N");
        var at = DateTimeOffset.UtcNow.AddSeconds(-secondsAgo).ToUnixTimeSeconds();
        var key = StandardWebhook.KeyOf(secret ?? source.Secret)!;
        var signature = StandardWebhook.Sign(key, id, $"{at}", Encoding.UTF8.GetBytes(json));
        return client.PostAsync(
            source.Path,
            sentJson ?? json,
            ("webhook-id", id),
            ("webhook-timestamp", $"{at}"),
            ("webhook-signature", signature)
        );
    }

    public static string Hmac(string secret, string json) =>
        BodySignature.Sign(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(json));

    /// <summary>Once it is done or has failed.</summary>
    public static async Task<JsonElement> SignalAsync(
        this AppClient client,
        TestSource source,
        string dedupeKey
    )
    {
        JsonElement[] found = [];
        await FlowCalls.UntilAsync(
            async () =>
                (
                    found = await client.SignalsAsync($"source={source.Key}&dedupe_key={dedupeKey}")
                ).Length > 0,
            $"signal {dedupeKey}"
        );
        return Assert.Single(found);
    }

    public static async Task<JsonElement[]> SignalsAsync(this AppClient client, string query) =>
        [
            .. (await client.GetAsync($"signals?{query}"))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("data")
                .EnumerateArray(),
        ];

    public static string Form(string key, string phone, string kind = "web_form") =>
        $$$"""
            {"kind": "{{{kind}}}", "external_id": "{{{key}}}",
             "data": {"name": "Ramesh Patel", "phone": "{{{phone}}}", "message": "Humic acid"}}
            """;

    public static string Text(JsonElement json, string member) =>
        json.GetProperty(member).GetString()!;

    public static string About(JsonElement signal) => Text(signal.GetProperty("entity_ref"), "id");

    public static string[] Effects(JsonElement signal) =>
        [.. signal.GetProperty("effects").EnumerateArray().Select(e => Text(e, "type"))];
}
