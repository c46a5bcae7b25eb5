using System.Security.Cryptography;
using System.Text;
using KoSales.Functions.Passwords;
using Microsoft.IdentityModel.Tokens;

namespace KoSales.Functions.Auth;

/// <summary>The key that signs access tokens, from the settings or made for this installation.</summary>
public static class SigningKeys
{
    private const int FewestSecretBytes = 32;
    private const int FewestRsaBits = 2048;

    /// <param name="installationKey">Reads or makes the installation's own secret, for HS256 only; null
    /// where several machines must share the key.</param>
    /// <exception cref="SettingException">There is no key, or it is too weak; the message says what to
    /// set.</exception>
    public static SigningCredentials Load(AuthOptions options, Func<byte[]>? installationKey) =>
        options switch
        {
            { Algorithm: SecurityAlgorithms.RsaSha256, SigningKey: { } pem } =>
                new SigningCredentials(Rsa(pem), SecurityAlgorithms.RsaSha256),
            { Algorithm: SecurityAlgorithms.RsaSha256 } => throw Lacking(
                "a PEM private key of at least 2048 bits, since Algorithm is RS256"
            ),
            { SigningKey: { } text } => new SigningCredentials(
                Secret(Encoding.UTF8.GetBytes(text.Trim())),
                SecurityAlgorithms.HmacSha256
            ),
            _ => new SigningCredentials(
                Secret(
                    installationKey?.Invoke()
                        ?? throw Lacking(
                            "at least 32 random characters, the same for every instance"
                        )
                ),
                SecurityAlgorithms.HmacSha256
            ),
        };

    private static SettingException Lacking(string what) =>
        new($"{AuthOptions.Section}:SigningKey is not set; set it to {what}.");

    private static SymmetricSecurityKey Secret(byte[] secret) =>
        secret.Length >= FewestSecretBytes
            ? new SymmetricSecurityKey(secret) { KeyId = Name(secret) }
            : throw new SettingException(
                $"{AuthOptions.Section}:SigningKey has {secret.Length} bytes; HS256 needs at least {FewestSecretBytes}."
            );

    private static RsaSecurityKey Rsa(string pem)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
            // A public key could check tokens but not make them.
            _ = rsa.ExportParameters(includePrivateParameters: true);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            rsa.Dispose();
            throw new SettingException(
                $"{AuthOptions.Section}:SigningKey is not a PEM private key, which RS256 needs.",
                e
            );
        }
        return rsa.KeySize >= FewestRsaBits
            ? new RsaSecurityKey(rsa) { KeyId = Name(rsa.ExportSubjectPublicKeyInfo()) }
            : throw new SettingException(
                $"{AuthOptions.Section}:SigningKey is an RSA key of {rsa.KeySize} bits; RS256 needs at least {FewestRsaBits}."
            );
    }

    // Tells keys apart in a token's header without telling anything about them.
    private static string Name(byte[] key) =>
        Convert.ToHexStringLower(SHA256.HashData([.. "kosales-kid:"u8, .. key]))[..16];
}
