using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using KoSales.Domain.Pii.Names;
using KoSales.Domain.Pii.Values;

namespace KoSales.Functions.Pii.Keys;

/// <param name="Kind">Keeps equal values of different kinds apart.</param>
public readonly record struct BlindKey(string Kind, string Value);

/// <summary>Finds a value without storing it: base64url of HMAC-SHA-256 over kind and normalised value,
/// under a key that encrypts nothing. Thread-safe.</summary>
public sealed class BlindIndex(PiiKeys keys) : IDisposable
{
    private const int Longest = 300;

    /// <summary>In UTF-16 units, none of which is more than three bytes.</summary>
    private const int LongestValue = 90;
    private const int NameLength = 16;

    private readonly ThreadLocal<IncrementalHash> _hashes = new(
        () => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, keys.Index),
        trackAllValues: true
    );

    public string Of(PhoneNumber phone) => Of("phone:", phone.E164);

    public string Of(EmailAddress email) => Of("email:", email.Address);

    public string Of(Gstin gstin) => Of("gstin:", gstin.Number);

    public string Of(Pan pan) => Of("pan:", pan.Number);

    /// <summary>Of something told apart by its kind: the number of a document, a digest of a
    /// file.</summary>
    /// <param name="key">Its kind is ASCII, at most 30 characters.</param>
    public string Of(BlindKey key) => Of($"{key.Kind}:", key.Value);

    /// <summary>
    /// Of each word by which the name is found; shorter than the others, since a word is no key by itself.
    /// </summary>
    public IReadOnlyList<string> OfName(string? name) =>
        name is null
            ? []
            : [.. PersonNames.SearchWords(name).Select(w => Of("name:", w)[..NameLength])];

    public void Dispose()
    {
        foreach (var hash in _hashes.Values)
            hash.Dispose();
        _hashes.Dispose();
    }

    private string Of(string kind, string value)
    {
        Span<byte> text = stackalloc byte[Longest];
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var length = Encoding.ASCII.GetBytes(kind, text);
        length += Encoding.UTF8.GetBytes(
            value.AsSpan(0, Math.Min(value.Length, LongestValue)),
            text[length..]
        );
        var hash = _hashes.Value!;
        hash.AppendData(text[..length]);
        hash.GetHashAndReset(digest);
        CryptographicOperations.ZeroMemory(text[..length]);
        return Base64Url.EncodeToString(digest);
    }
}
