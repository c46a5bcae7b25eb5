using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace KoSales.Functions.Files;

/// <summary>Tickets for an endpoint of the app, where files lie in a folder.</summary>
public sealed class SignedUploads(UploadSigner signer, TimeProvider time) : IUploadTickets
{
    private const string Path = $"{Routes.Base}uploads/";

    public Task<UploadTicket> IssueAsync(
        string name,
        TimeSpan goodFor,
        CancellationToken cancellationToken
    )
    {
        var expires = (time.GetUtcNow() + goodFor).ToUnixTimeSeconds();
        var address = string.Create(
            CultureInfo.InvariantCulture,
            $"{Path}{name}?expires={expires}&signature={signer.Sign(name, expires)}"
        );
        return Task.FromResult(
            new UploadTicket(
                new Uri(address, UriKind.Relative),
                "PUT",
                new Dictionary<string, string>(),
                DateTimeOffset.FromUnixTimeSeconds(expires)
            )
        );
    }
}

/// <summary>What the address of an upload is worth.</summary>
public enum UploadStanding
{
    Good,

    /// <summary>It was made by us and its time is over.</summary>
    Expired,

    /// <summary>It was not made by us, or was changed.</summary>
    Forged,
}

/// <summary>Signs addresses by which one file can be uploaded until they expire. Thread-safe.</summary>
/// <param name="key">32 bytes or more, the same on every instance.</param>
public sealed class UploadSigner(byte[] key)
{
    private const int SignatureBytes = 32;

    /// <summary>Base64url.</summary>
    /// <param name="expires">Unix seconds.</param>
    public string Sign(string name, long expires) =>
        Base64Url.EncodeToString(SignatureOf(FileName.Checked(name), expires));

    /// <param name="expires">Unix seconds, as the address says.</param>
    /// <param name="signature">As the address says; any text.</param>
    public UploadStanding StandingOf(
        string name,
        long expires,
        string signature,
        DateTimeOffset now
    )
    {
        if (!FileName.IsGood(name) || !IsSignature(signature, SignatureOf(name, expires)))
            return UploadStanding.Forged;
        return now.ToUnixTimeSeconds() < expires ? UploadStanding.Good : UploadStanding.Expired;
    }

    /// <summary>Under which a file that came by such an address lies until somebody takes it: 32
    /// bytes.</summary>
    public byte[] KeyOf(string name) =>
        HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            key,
            SignatureBytes,
            info: Encoding.UTF8.GetBytes($"kosales uploaded file/{FileName.Checked(name)}")
        );

    private static bool IsSignature(string text, byte[] signature) =>
        text.Length == Base64Url.GetEncodedLength(SignatureBytes)
        && Base64Url.IsValid(text)
        && CryptographicOperations.FixedTimeEquals(Base64Url.DecodeFromChars(text), signature);

    // A name holds no line break.
    private byte[] SignatureOf(string name, long expires) =>
        HMACSHA256.HashData(
            key,
            Encoding.UTF8.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"PUT\n{name}\n{expires}")
            )
        );
}
