using System.Security.Cryptography;
using System.Text;

namespace KoSales.Domain.Signals.Sources;

/// <summary>The signature of a body alone, as Meta and many others make it: <c>sha256=</c> and
/// HMAC-SHA-256 in hex. It says nothing of the time, so a delivery is told apart by its body.</summary>
public static class BodySignature
{
    private const string Prefix = "sha256=";

    public static string Sign(ReadOnlySpan<byte> key, ReadOnlySpan<byte> body) =>
        Prefix + Convert.ToHexStringLower(HMACSHA256.HashData(key, body));

    /// <summary>True when one of the keys made it. Takes as long for a wrong one; hex in upper case is
    /// taken.</summary>
    public static bool Matches(string? given, ReadOnlySpan<byte> body, IEnumerable<byte[]> keys)
    {
        if (given is null || given.Length != Prefix.Length + 64)
            return false;
        var signature = Encoding.ASCII.GetBytes(given.ToLowerInvariant());
        var matches = false;
        foreach (var key in keys)
            matches |= CryptographicOperations.FixedTimeEquals(
                signature,
                Encoding.ASCII.GetBytes(Sign(key, body))
            );
        return matches;
    }

    /// <summary>Whether two secret texts are the same, in constant time.</summary>
    public static bool IsSame(string given, string expected) =>
        CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(given)),
            SHA256.HashData(Encoding.UTF8.GetBytes(expected))
        );
}
