using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using KoSales.Domain.Pii;

namespace KoSales.Functions.Pii.Keys;

/// <summary>Seals what must be read again later and is no subject's: signing secrets, and deliveries that wait to
/// be processed. Thread-safe.</summary>
/// <remarks>Each is encrypted (AES-256-GCM) under a data key of its own, which the ring wraps; both are bound to
/// the context, so that what is moved to another record does not open.</remarks>
public sealed class SecretBox(KeyRing ring)
{
    /// <param name="context">What is sealed and whose it is, such as <c>webhook_events/EVT/body</c>; needed again
    /// to open it.</param>
    public SealedBytes Seal(string context, ReadOnlySpan<byte> plain)
    {
        Span<byte> dataKey = stackalloc byte[Envelope.Key];
        RandomNumberGenerator.Fill(dataKey);
        var envelope = new byte[plain.Length + Envelope.Overhead];
        using (var cipher = new AesGcm(dataKey, Envelope.Tag))
            Envelope.Encrypt(cipher, plain, Encoding.UTF8.GetBytes(context), envelope);
        var wrapped = ring.Wrap(context, dataKey);
        CryptographicOperations.ZeroMemory(dataKey);
        return new SealedBytes(ring.ActiveKeyId, wrapped, Base64Url.EncodeToString(envelope));
    }

    public SealedBytes Seal(string context, string plain) =>
        Seal(context, Encoding.UTF8.GetBytes(plain));

    /// <summary>Throws <see cref="KeyUnknownException"/> when the wrapping key is not configured, and
    /// <see cref="CryptographicException"/> when context and sealed bytes do not belong together.</summary>
    public byte[] Open(string context, SealedBytes sealedBytes)
    {
        Span<byte> dataKey = stackalloc byte[Envelope.Key];
        ring.Unwrap(context, new WrappedKey(sealedBytes.KeyId, sealedBytes.Wrapped), dataKey);
        var envelope = Base64Url.DecodeFromChars(sealedBytes.Cipher);
        if (envelope.Length < Envelope.Overhead)
            throw new CryptographicException($"what is sealed for {context} is not well-formed");
        var plain = new byte[envelope.Length - Envelope.Overhead];
        using (var cipher = new AesGcm(dataKey, Envelope.Tag))
            Envelope.Decrypt(cipher, envelope, Encoding.UTF8.GetBytes(context), plain);
        CryptographicOperations.ZeroMemory(dataKey);
        return plain;
    }

    /// <summary>Whether it is wrapped by another key than the active one.</summary>
    public bool IsOutdated(SealedBytes sealedBytes) => sealedBytes.KeyId != ring.ActiveKeyId;

    /// <summary>The same, wrapped by the active key. Throws as <see cref="Open"/> does.</summary>
    public SealedBytes Rewrap(string context, SealedBytes sealedBytes)
    {
        Span<byte> dataKey = stackalloc byte[Envelope.Key];
        ring.Unwrap(context, new WrappedKey(sealedBytes.KeyId, sealedBytes.Wrapped), dataKey);
        var wrapped = ring.Wrap(context, dataKey);
        CryptographicOperations.ZeroMemory(dataKey);
        return sealedBytes with { KeyId = ring.ActiveKeyId, Wrapped = wrapped };
    }

    public string OpenText(string context, SealedBytes sealedBytes) =>
        Encoding.UTF8.GetString(Open(context, sealedBytes));
}
