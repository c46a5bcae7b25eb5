using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using KoSales.Domain.Pii;

namespace KoSales.Functions.Pii.Keys;

/// <summary>Encrypts and decrypts the fields of one PII document under its subject's data key. Made for one
/// document on one thread.</summary>
/// <remarks>
/// A value reads <c>v1:{key}:{base64url of nonce, cipher, tag}</c>, where key is the generation of the
/// subject's data key. Collection, document id and field
/// path are authenticated with it, so a value moved to another field or document does not open.
/// </remarks>
internal sealed class FieldCipher : IDisposable
{
    private const string Prefix = "v1:1:";
    private const int StackBytes = 512;
    private readonly AesGcm _cipher;
    private readonly string _context;

    private FieldCipher(ReadOnlySpan<byte> dataKey, PiiId id)
    {
        _cipher = new AesGcm(dataKey, Envelope.Tag);
        _context = $"piis/{id.Value}/";
    }

    /// <summary>A cipher under a new random key, and the key's row for the store.</summary>
    public static FieldCipher ForNew(KeyRing ring, PiiId id, out string wrapped)
    {
        Span<byte> dataKey = stackalloc byte[Envelope.Key];
        RandomNumberGenerator.Fill(dataKey);
        wrapped = ring.Wrap(id, dataKey);
        var cipher = new FieldCipher(dataKey, id);
        CryptographicOperations.ZeroMemory(dataKey);
        return cipher;
    }

    public static FieldCipher For(KeyRing ring, SubjectKey key)
    {
        Span<byte> dataKey = stackalloc byte[Envelope.Key];
        ring.Unwrap(key, dataKey);
        var cipher = new FieldCipher(dataKey, key.Id);
        CryptographicOperations.ZeroMemory(dataKey);
        return cipher;
    }

    public string? EncryptOrNull(string path, string? text) =>
        text is null ? null : Encrypt(path, text);

    public string? DecryptOrNull(string path, string? value) =>
        value is null ? null : Decrypt(path, value);

    public string Encrypt(string path, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var needed = length + Envelope.Overhead + length;
        if (needed <= StackBytes)
            return Encrypt(path, text, stackalloc byte[needed], length);
        var rented = ArrayPool<byte>.Shared.Rent(needed);
        var value = Encrypt(path, text, rented, length);
        ArrayPool<byte>.Shared.Return(rented);
        return value;
    }

    /// <param name="buffer">Takes the envelope and after it the text, of which nothing stays.</param>
    /// <param name="length">Of the text in UTF-8.</param>
    private string Encrypt(string path, string text, Span<byte> buffer, int length)
    {
        var envelope = buffer[..(length + Envelope.Overhead)];
        var plain = buffer.Slice(envelope.Length, length);
        Encoding.UTF8.GetBytes(text, plain);
        Envelope.Encrypt(_cipher, plain, Context(path, stackalloc byte[128]), envelope);
        CryptographicOperations.ZeroMemory(plain);
        return Prefix + Base64Url.EncodeToString(envelope);
    }

    /// <summary>Throws <see cref="CryptographicException"/> unless the value was encrypted here, under this
    /// key, for this document and path.</summary>
    public string Decrypt(string path, string value)
    {
        var envelope = EnvelopeOf(path, value);
        var plain = new byte[envelope.Length - Envelope.Overhead];
        Envelope.Decrypt(_cipher, envelope, Context(path, stackalloc byte[128]), plain);
        return Encoding.UTF8.GetString(plain);
    }

    private byte[] EnvelopeOf(string path, string value)
    {
        if (
            !value.StartsWith(Prefix, StringComparison.Ordinal)
            || !Base64Url.IsValid(value.AsSpan(Prefix.Length))
        )
            throw new CryptographicException($"{_context}{path} is not an encrypted value");
        var envelope = Base64Url.DecodeFromChars(value.AsSpan(Prefix.Length));
        return envelope.Length >= Envelope.Overhead
            ? envelope
            : throw new CryptographicException($"{_context}{path} is cut short");
    }

    public void Dispose() => _cipher.Dispose();

    private ReadOnlySpan<byte> Context(string path, Span<byte> buffer)
    {
        var length = Encoding.UTF8.GetBytes(_context, buffer);
        return buffer[..(length + Encoding.UTF8.GetBytes(path, buffer[length..]))];
    }
}
