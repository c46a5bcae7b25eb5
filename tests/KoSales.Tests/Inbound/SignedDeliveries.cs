using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using KoSales.Domain.Webhooks;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Inbound;

/// <summary>The inventory system, as it signs and sends.</summary>
internal static class SignedDeliveries
{
    public const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /// <summary>A delivery about a customer.</summary>
    public static string About(string type, long version, object data) =>
        JsonSerializer.Serialize(
            new
            {
                type,
                version,
                occurred_at = DateTimeOffset
                    .UnixEpoch.AddDays(20_000)
                    .AddHours(version)
                    .ToString("O", CultureInfo.InvariantCulture),
                data,
            }
        );

    public static Task<Reply> DeliverAsync(
        this AppProcess app,
        string id,
        string body,
        string secret = Secret,
        int secondsOff = 0,
        DateTimeOffset? now = null
    )
    {
        var at = $"{(now ?? DateTimeOffset.UtcNow).ToUnixTimeSeconds() + secondsOff}";
        var key = StandardWebhook.KeyOf(secret)!;
        return new AppClient(app.Address).PostAsync(
            "webhooks/inventory",
            body,
            ("webhook-id", id),
            ("webhook-timestamp", at),
            ("webhook-signature", StandardWebhook.Sign(key, id, at, Encoding.UTF8.GetBytes(body)))
        );
    }

    /// <summary>Waits until the delivery has come to one of these.</summary>
    public static async Task<Reply> UntilAsync(
        this AppClient client,
        string id,
        params string[] statuses
    )
    {
        Reply? read = null;
        for (var i = 0; i < 1_800; i++)
        {
            read = await client.GetAsync($"webhooks/events/inventory:{id}");
            if (
                read.Status == HttpStatusCode.OK
                && statuses.Contains(read.Body.GetProperty("status").GetString())
            )
                return read;
            await Task.Delay(50);
        }

        throw new Xunit.Sdk.XunitException(
            $"{id} was never {string.Join(" or ", statuses)}: {read?.Text}"
        );
    }

    /// <summary>The customer that the inventory system knows by this id; null when there is
    /// none.</summary>
    public static async Task<JsonElement?> CustomerAsync(this AppClient client, string externalId)
    {
        var found = (await client.GetAsync($"customers?external_id={externalId}"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data");
        return found.GetArrayLength() switch
        {
            0 => null,
            1 => found[0],
            _ => throw new Xunit.Sdk.XunitException($"several customers are {externalId}"),
        };
    }
}
