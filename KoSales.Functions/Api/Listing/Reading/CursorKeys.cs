using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace KoSales.Functions.Api.Listing.Reading;

/// <summary>The key that cursors are signed with, the same on every instance of an installation.</summary>
internal static class CursorKeys
{
    public const string Setting = "KoSales:Api:CursorKey";

    private const int FewestBytes = 32;

    /// <summary><c>KoSales:Api:CursorKey</c> (base64), else derived from <c>KoSales:Auth:SigningKey</c>,
    /// else generated in the data folder.</summary>
    /// <exception cref="SettingException">The setting is no such key.</exception>
    public static byte[] Of(IConfiguration configuration, DataFolder folder)
    {
        if (configuration[Setting] is { Length: > 0 } own)
            return Read(own);
        return configuration["KoSales:Auth:SigningKey"] is { Length: > 0 } signing
            ? HKDF.DeriveKey(
                HashAlgorithmName.SHA256,
                Encoding.UTF8.GetBytes(signing),
                32,
                info: "kosales list cursor"u8.ToArray()
            )
            : folder.Key("cursor");
    }

    private static byte[] Read(string text)
    {
        var key = new byte[text.Length];
        return Convert.TryFromBase64String(text, key, out var length) && length >= FewestBytes
            ? key[..length]
            : throw new SettingException(
                $"{Setting} is not {FewestBytes} bytes or more in base64."
            );
    }
}
