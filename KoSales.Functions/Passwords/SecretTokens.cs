using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace KoSales.Functions.Passwords;

/// <summary>Opaque secrets of 256 bits, of which the store only ever sees the hash.</summary>
internal static class SecretTokens
{
    /// <summary>43 characters, safe in URLs.</summary>
    public static string New() => WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));

    /// <summary>SHA-256, lower-case hex. Not salted: 256 random bits cannot be guessed from it.</summary>
    public static string Hash(string token) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
