using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace KoSales.Bench;

/// <summary>Deliveries of the inventory system, signed as Standard Webhooks has it: customers that
/// change again and again.</summary>
/// <param name="secret">As it was handed out.</param>
internal sealed class SignedWebhooks(string secret)
{
    private const int Customers = 5_000;
    private const string Prefix = "whsec_";

    private readonly byte[] _key = Convert.FromBase64String(secret[Prefix.Length..]);
    private readonly string _run = Guid.CreateVersion7(TimeProvider.System.GetUtcNow())
        .ToString("N")[^8..];
    private long _serial;

    /// <summary>A secret of the app's own making.</summary>
    public static async Task<string> SecretAsync(AppProcess app)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            "webhooks/inventory/secrets/rotate"
        )
        {
            Content = JsonContent.Create(new { grace_hours = 1 }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", app.Token);
        using var response = await app.Http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        var answer = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        return answer.GetProperty("secret").GetString()!;
    }

    public ReadOnlyMemory<byte> Deliver(int client, long n)
    {
        var serial = Interlocked.Increment(ref _serial);
        var id = $"evt_{_run}_{serial}";
        var at = TimeProvider
            .System.GetUtcNow()
            .ToUnixTimeSeconds()
            .ToString(CultureInfo.InvariantCulture);
        var body = Body(serial);
        var signed = Encoding.UTF8.GetBytes($"{id}.{at}.{body}");
        var signature = Convert.ToBase64String(HMACSHA256.HashData(_key, signed));
        return LoadGenerator.Request(
            "POST",
            "/api/v1/webhooks/inventory",
            token: null,
            body,
            ("webhook-id", id),
            ("webhook-timestamp", at),
            ("webhook-signature", "v1," + signature)
        );
    }

    private static string Body(long serial)
    {
        var customer = serial % Customers;
        var version = 1 + serial / Customers;
        var place = """{"district":"Sehore","state_code":"23","pincode":"466001"}""";
        var data =
            $"\"external_id\":\"INV-{customer}\",\"name\":\"Krishi Kendra {serial}\","
            + $"\"phone\":\"+9198{customer:D8}\",\"billing_address\":{place}";
        return $"{{\"type\":\"customer.updated\",\"version\":{version},"
            + $"\"occurred_at\":\"2026-11-22T07:30:00.000Z\",\"data\":{{{data}}}}}";
    }
}
