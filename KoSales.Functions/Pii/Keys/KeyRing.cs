using System.Buffers.Text;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using KoSales.Domain.Pii;

namespace KoSales.Functions.Pii.Keys;

/// <summary>The key-encryption keys by id, which of them wraps new subjects, and the key of the blind
/// indexes. 32 bytes each.</summary>
public sealed record PiiKeys(IReadOnlyDictionary<string, byte[]> ById, string Active, byte[] Index)
{
    public override string ToString() => nameof(PiiKeys);
}

/// <summary>Wraps and unwraps subjects' data keys (AES-256-GCM, bound to the subject's id).
/// Thread-safe.</summary>
public sealed class KeyRing(PiiKeys keys) : IDisposable
{
    private readonly FrozenDictionary<string, ThreadLocal<AesGcm>> _ciphers =
        keys.ById.ToFrozenDictionary(
            k => k.Key,
            k => new ThreadLocal<AesGcm>(
                () => new AesGcm(k.Value, Envelope.Tag),
                trackAllValues: true
            ),
            StringComparer.Ordinal
        );

    public string ActiveKeyId { get; } = keys.Active;

    /// <returns>Base64url of nonce, wrapped key, tag.</returns>
    public string Wrap(PiiId id, ReadOnlySpan<byte> dataKey) => Wrap(Context(id), dataKey);

    /// <summary>The same for the key of something that is no subject, such as an uploaded file.</summary>
    /// <param name="context">What the key is for; needed again to unwrap it.</param>
    public string Wrap(string context, ReadOnlySpan<byte> dataKey)
    {
        Span<byte> envelope = stackalloc byte[Envelope.Overhead + Envelope.Key];
        Envelope.Encrypt(
            _ciphers[ActiveKeyId].Value!,
            dataKey,
            Encoding.UTF8.GetBytes(context),
            envelope
        );
        return Base64Url.EncodeToString(envelope);
    }

    /// <summary>Writes the 32 bytes of the data key. Throws <see cref="KeyUnknownException"/> when its
    /// wrapping key is not configured,
    /// <see cref="CryptographicException"/> when row and key do not belong together.</summary>
    public void Unwrap(SubjectKey key, Span<byte> dataKey) =>
        Unwrap(Context(key.Id), new WrappedKey(key.KeyId, key.Wrapped), dataKey);

    /// <summary>The same for a key wrapped with a context of its own.</summary>
    public void Unwrap(string context, WrappedKey key, Span<byte> dataKey)
    {
        if (!_ciphers.TryGetValue(key.KeyId, out var cipher))
            throw new KeyUnknownException(key.KeyId);
        Span<byte> envelope = stackalloc byte[Envelope.Overhead + Envelope.Key];
        if (
            !Base64Url.TryDecodeFromChars(key.Wrapped, envelope, out var length)
            || length != envelope.Length
        )
            throw new CryptographicException($"the wrapped key of {context} is not well-formed");
        Envelope.Decrypt(cipher.Value!, envelope, Encoding.UTF8.GetBytes(context), dataKey);
    }

    public void Dispose()
    {
        foreach (var cipher in _ciphers.Values)
        {
            foreach (var instance in cipher.Values)
                instance.Dispose();
            cipher.Dispose();
        }
    }

    private static string Context(PiiId id) => "pii_keys/" + id.Value;
}

/// <summary>A subject's key is wrapped by a key that is not configured here.</summary>
public sealed class KeyUnknownException(string keyId)
    : Exception(
        $"The key KoSales:Pii:Keys:{keyId} is not configured, "
            + "but personal data are stored under it. Put it back; "
            + "a key can go only after POST /piis/rewrap has left no subject on it."
    );

/// <summary>A data key as it is stored.</summary>
/// <param name="KeyId">Of the key that wraps it.</param>
/// <param name="Wrapped">As <see cref="KeyRing.Wrap(string, ReadOnlySpan{byte})"/> returned it.</param>
public readonly record struct WrappedKey(string KeyId, string Wrapped);
