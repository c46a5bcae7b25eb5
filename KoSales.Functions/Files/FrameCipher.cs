using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using KoSales.Functions.Pii.Keys;

namespace KoSales.Functions.Files;

/// <summary>Encrypts a file frame by frame under a key of its own, so that any part of it can be read without
/// the rest.</summary>
/// <remarks>A frame's place is its nonce, which is safe since no key encrypts two files; the file's name is
/// authenticated with each. Not thread-safe.</remarks>
internal sealed class FrameCipher : IDisposable
{
    /// <summary>Bytes of content per frame; the last may be shorter.</summary>
    public const int Plain = 64 * 1024;

    /// <summary>Bytes per frame as stored.</summary>
    public const int Encrypted = Plain + Envelope.Tag;

    private readonly AesGcm _cipher;
    private readonly byte[] _context;

    public FrameCipher(ReadOnlySpan<byte> key, string name)
    {
        _cipher = new AesGcm(key, Envelope.Tag);
        _context = Encoding.UTF8.GetBytes(name);
    }

    /// <param name="frame">Filled: <see cref="Envelope.Tag"/> longer than the content.</param>
    public void Encrypt(long number, ReadOnlySpan<byte> content, Span<byte> frame) =>
        _cipher.Encrypt(
            Nonce(number, stackalloc byte[Envelope.Nonce]),
            content,
            frame[..content.Length],
            frame.Slice(content.Length, Envelope.Tag),
            _context
        );

    /// <summary>Throws <see cref="CryptographicException"/> for a frame that was changed, moved or
    /// cut.</summary>
    public void Decrypt(long number, ReadOnlySpan<byte> frame, Span<byte> content) =>
        _cipher.Decrypt(
            Nonce(number, stackalloc byte[Envelope.Nonce]),
            frame[..^Envelope.Tag],
            frame[^Envelope.Tag..],
            content,
            _context
        );

    public void Dispose() => _cipher.Dispose();

    private static Span<byte> Nonce(long number, Span<byte> nonce)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt64BigEndian(nonce[4..], number);
        return nonce;
    }
}
