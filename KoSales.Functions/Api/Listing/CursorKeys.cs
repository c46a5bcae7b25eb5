using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace KoSales.Functions.Api.Listing;

/// <summary>The key that cursors are signed with, the same on every instance of an installation.</summary>
internal static class CursorKeys
{
    /// <summary><c>KoSales:Api:CursorKey</c> (base64), else derived from <c>KoSales:Auth:SigningKey</c>, else generated in the data folder.</summary>
    public static byte[] Of(IConfiguration configuration, DataFolder folder)
    {
        if (configuration["KoSales:Api:CursorKey"] is { Length: > 0 } own) return Convert.FromBase64String(own);
        return configuration["KoSales:Auth:SigningKey"] is { Length: > 0 } signing
            ? HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(signing), 32, info: "kosales list cursor"u8.ToArray())
            : folder.Key("cursor");
    }
}
