using System.Security.Cryptography;
using System.Text;

namespace KoSales.Domain.Quotations;

/// <summary>The secret in a customer's link. Made at the edge of 256 random bits; only its hash is
/// kept.</summary>
public static class ShareToken
{
    /// <summary>SHA-256, lower-case hex. Not salted: 256 random bits cannot be guessed from it.</summary>
    public static string HashOf(string token) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>Whether the token opens the quotation; takes as long whatever the answer is.</summary>
    public static bool Opens(string token, Quotation quotation) =>
        quotation.ShareTokenHash is { } kept
        && CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(HashOf(token)),
            Encoding.ASCII.GetBytes(kept)
        );
}
