using System.Security.Cryptography;

namespace KoSales.Functions.Pii.Keys;

/// <summary>One AES-256-GCM message: nonce (12 bytes), cipher, tag (16 bytes).</summary>
internal static class Envelope
{
    public const int Key = 32;
    public const int Nonce = 12;
    public const int Tag = 16;
    public const int Overhead = Nonce + Tag;

    /// <param name="envelope">Filled; exactly <see cref="Overhead"/> longer than the plain text.</param>
    public static void Encrypt(
        AesGcm cipher,
        ReadOnlySpan<byte> plain,
        ReadOnlySpan<byte> context,
        Span<byte> envelope
    )
    {
        Nonces.Take(envelope[..Nonce]);
        cipher.Encrypt(envelope[..Nonce], plain, envelope[Nonce..^Tag], envelope[^Tag..], context);
    }

    /// <summary>Throws <see cref="CryptographicException"/> unless every bit of envelope and context is as
    /// encrypted.</summary>
    public static void Decrypt(
        AesGcm cipher,
        ReadOnlySpan<byte> envelope,
        ReadOnlySpan<byte> context,
        Span<byte> plain
    ) => cipher.Decrypt(envelope[..Nonce], envelope[Nonce..^Tag], envelope[^Tag..], plain, context);
}

/// <summary>Random nonces, drawn from the system in blocks per thread: a draw costs as much as the
/// encryption itself.</summary>
internal static class Nonces
{
    private const int Block = 80 * Envelope.Nonce;

    [ThreadStatic]
    private static byte[]? _block;

    [ThreadStatic]
    private static int _used;

    public static void Take(Span<byte> nonce)
    {
        if (_block is null || _used == Block)
        {
            _block ??= new byte[Block];
            RandomNumberGenerator.Fill(_block);
            _used = 0;
        }

        _block.AsSpan(_used, Envelope.Nonce).CopyTo(nonce);
        _used += Envelope.Nonce;
    }
}
