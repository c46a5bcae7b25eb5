using System.Security.Cryptography;
using System.Text;
using KoSales.Domain.Auth;
using KoSales.Functions.Passwords;

namespace KoSales.Functions.Auth.Links;

/// <summary>What stands in a mail's link: the id of the <see cref="AccountLink"/>, a dot, and a secret of
/// 256 bits of which the store has the hash.</summary>
internal static class LinkTokens
{
    public const int Longest = 100;

    public static string Of(AccountLink link, string secret) => $"{link.Id}.{secret}";

    /// <summary>Null for a text that is no token.</summary>
    public static string? LinkIdOf(string token) =>
        token.Split('.') is [{ Length: > 0 } id, { Length: > 0 }] ? id : null;

    /// <summary>Whether the token is one that was mailed.</summary>
    public static bool Opens(string token, AccountLink link)
    {
        var hash = Encoding.ASCII.GetBytes(SecretTokens.Hash(token[(token.IndexOf('.') + 1)..]));
        var opens = false;
        foreach (var kept in link.SecretHashes)
            opens |= CryptographicOperations.FixedTimeEquals(hash, Encoding.ASCII.GetBytes(kept));
        return opens;
    }
}
