using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace KoSales.Domain.Webhooks;

/// <summary>What stands in the headers of a signed delivery.</summary>
/// <param name="Id">Of the message; the same when it is delivered again.</param>
/// <param name="Timestamp">Seconds since 1970.</param>
/// <param name="Signatures">One or several, separated by blanks, each with its version:
/// <c>v1,…</c>.</param>
public sealed record WebhookHeaders(string? Id, string? Timestamp, string? Signatures);

/// <summary>The Standard Webhooks scheme (standardwebhooks.com, version 1.0): HMAC-SHA-256 over
/// <c>id.timestamp.body</c>, base64.</summary>
public static class StandardWebhook
{
    /// <summary>A delivery from further away in time is not taken, so that an old one cannot be
    /// replayed.</summary>
    public static readonly Duration Tolerance = Duration.FromMinutes(5);

    private const string Prefix = "whsec_";
    private const string Version = "v1,";
    private const int LongestId = 255;

    /// <summary>The key behind a secret as it is handed out, with or without its prefix; null for what is
    /// none.</summary>
    public static byte[]? KeyOf(string secret)
    {
        var text = secret.StartsWith(Prefix, StringComparison.Ordinal)
            ? secret[Prefix.Length..]
            : secret;
        var key = new byte[text.Length];
        return Convert.TryFromBase64String(text, key, out var length) && length is >= 16 and <= 128
            ? key[..length]
            : null;
    }

    /// <summary>As it stands in the header: <c>v1,…</c>.</summary>
    public static string Sign(byte[] key, string id, string timestamp, ReadOnlySpan<byte> body) =>
        Version + Convert.ToBase64String(Mac(key, id, timestamp, body));

    /// <summary>Null when one of the keys made one of the signatures, a short while ago.</summary>
    /// <param name="keys">Two while a secret is replaced.</param>
    public static Fault? Objection(
        WebhookHeaders headers,
        ReadOnlySpan<byte> body,
        IReadOnlyList<byte[]> keys,
        Instant now
    )
    {
        if (
            headers
                is not {
                    Id: { Length: > 0 and <= LongestId } id,
                    Timestamp: { } timestamp,
                    Signatures: { } signatures
                }
            || !IsNear(timestamp, now)
        )
            return Refused;
        foreach (var key in keys)
        {
            if (IsSignedBy(signatures, Sign(key, id, timestamp, body)))
                return null;
        }

        return Refused;
    }

    private static Fault Refused { get; } =
        new(
            FaultKind.Unauthenticated,
            "webhook.signature",
            "The delivery is not signed with a secret that is in force, or is from another time."
        );

    private static bool IsNear(string timestamp, Instant now)
    {
        if (
            !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            || at > Instant.MaxValue.ToUnixTimeSeconds()
        )
            return false;
        var apart = now - Instant.FromUnixTimeSeconds(at);
        return apart <= Tolerance && apart >= -Tolerance;
    }

    private static bool IsSignedBy(string signatures, string expected)
    {
        var wanted = Encoding.ASCII.GetBytes(expected);
        return signatures
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Any(s =>
                s.Length == expected.Length
                && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(s), wanted)
            );
    }

    private static byte[] Mac(byte[] key, string id, string timestamp, ReadOnlySpan<byte> body)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        mac.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        mac.AppendData(body);
        return mac.GetHashAndReset();
    }
}
