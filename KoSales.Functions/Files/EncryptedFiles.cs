using System.Security.Cryptography;
using KoSales.Domain.Files;
using KoSales.Functions.Pii.Keys;

namespace KoSales.Functions.Files;

/// <param name="Key">32 bytes.</param>
public sealed record KeyedFile(string Name, byte[] Key);

/// <summary>Files that hold personal data: encrypted as they come in, readable from any offset.
/// Thread-safe.</summary>
public sealed class EncryptedFiles(IFileStore store, KeyRing ring)
{
    /// <summary>Stores the content under a fresh key; durable on return. A failure leaves nothing
    /// behind.</summary>
    /// <param name="observe">Sees the content frame by frame before it is stored; what it throws ends the
    /// upload.</param>
    public async Task<EncryptedFile> WriteAsync(
        string name,
        Stream content,
        Action<ReadOnlyMemory<byte>> observe,
        CancellationToken cancellationToken
    )
    {
        var key = RandomNumberGenerator.GetBytes(Envelope.Key);
        try
        {
            using var cipher = new FrameCipher(key, name);
            var wrapped = ring.Wrap(ContextOf(name), key);
            var length = 0L;
            await store.WriteAsync(name, IfPresent.Replace, CopyAsync, cancellationToken);
            return new EncryptedFile(name, length, ring.ActiveKeyId, wrapped);

            async Task CopyAsync(Stream file, CancellationToken stop) =>
                length = await EncryptedFiles.CopyAsync(content, file, cipher, observe, stop);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>The same for content that is made here: the producer writes straight into the frames, so
    /// that nobody waits for anybody.</summary>
    /// <param name="produce">Writes the content; what it throws ends the file.</param>
    public async Task<EncryptedFile> WriteAsync(
        string name,
        Func<Stream, CancellationToken, Task> produce,
        CancellationToken cancellationToken
    )
    {
        var key = RandomNumberGenerator.GetBytes(Envelope.Key);
        try
        {
            var wrapped = ring.Wrap(ContextOf(name), key);
            var length = 0L;
            await store.WriteAsync(name, IfPresent.Replace, ProduceAsync, cancellationToken);
            return new EncryptedFile(name, length, ring.ActiveKeyId, wrapped);

            async Task ProduceAsync(Stream file, CancellationToken stop)
            {
                await using var frames = new EncryptedWriteStream(file, new FrameCipher(key, name));
                await produce(frames, stop);
                await frames.FinishAsync(stop);
                length = frames.Length;
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>The same under a key that somebody else keeps.</summary>
    /// <param name="file">Its key is 32 bytes that encrypt this file and nothing else.</param>
    /// <returns>Bytes of the content; null when a file of that name is there, which then
    /// stays.</returns>
    public async Task<long?> WriteUnderAsync(
        KeyedFile file,
        Stream content,
        Action<ReadOnlyMemory<byte>> observe,
        CancellationToken cancellationToken
    )
    {
        using var cipher = new FrameCipher(file.Key, file.Name);
        var length = 0L;
        var written = await store.WriteAsync(
            file.Name,
            IfPresent.Keep,
            CopyAsync,
            cancellationToken
        );
        return written == FileWrite.Written ? length : null;

        async Task CopyAsync(Stream to, CancellationToken stop) =>
            length = await EncryptedFiles.CopyAsync(content, to, cipher, observe, stop);
    }

    /// <summary>What <see cref="WriteUnderAsync"/> wrote.</summary>
    /// <param name="length">Bytes of the content.</param>
    public async Task<Stream> OpenUnderAsync(
        KeyedFile file,
        long length,
        CancellationToken cancellationToken
    )
    {
        var stored = await store.OpenAsync(file.Name, cancellationToken);
        return new EncryptedReadStream(stored, new FrameCipher(file.Key, file.Name), length, 0);
    }

    /// <summary>The content from an offset to the end, read forward only.</summary>
    public async Task<Stream> OpenAsync(
        EncryptedFile file,
        long offset,
        CancellationToken cancellationToken
    )
    {
        var stored = await store.OpenAsync(file.Name, cancellationToken);
        try
        {
            return new EncryptedReadStream(stored, CipherOf(file), file.Length, offset);
        }
        catch
        {
            await stored.DisposeAsync();
            throw;
        }
    }

    /// <summary>A part of the content.</summary>
    public async Task<byte[]> ReadAsync(
        EncryptedFile file,
        long offset,
        int length,
        CancellationToken cancellationToken
    )
    {
        var part = new byte[length];
        await using var stream = await OpenAsync(file, offset, cancellationToken);
        await stream.ReadExactlyAsync(part, cancellationToken);
        return part;
    }

    public Task DeleteAsync(EncryptedFile file, CancellationToken cancellationToken) =>
        store.DeleteAsync(file.Name, cancellationToken);

    private static async Task<long> CopyAsync(
        Stream content,
        Stream file,
        FrameCipher cipher,
        Action<ReadOnlyMemory<byte>> observe,
        CancellationToken cancellationToken
    )
    {
        var plain = new byte[FrameCipher.Plain];
        var frame = new byte[FrameCipher.Encrypted];
        long length = 0;
        for (var number = 0L; ; number++)
        {
            var read = await ReadFrameAsync(content, plain, cancellationToken);
            if (read == 0)
                return length;
            observe(plain.AsMemory(0, read));
            cipher.Encrypt(number, plain.AsSpan(0, read), frame.AsSpan(0, read + Envelope.Tag));
            await file.WriteAsync(frame.AsMemory(0, read + Envelope.Tag), cancellationToken);
            length += read;
        }
    }

    /// <summary>A full frame but for the last.</summary>
    private static ValueTask<int> ReadFrameAsync(
        Stream content,
        byte[] plain,
        CancellationToken cancellationToken
    ) =>
        content.ReadAtLeastAsync(plain, plain.Length, throwOnEndOfStream: false, cancellationToken);

    private FrameCipher CipherOf(EncryptedFile file)
    {
        Span<byte> key = stackalloc byte[Envelope.Key];
        ring.Unwrap(ContextOf(file.Name), new WrappedKey(file.KeyId, file.WrappedKey), key);
        var cipher = new FrameCipher(key, file.Name);
        CryptographicOperations.ZeroMemory(key);
        return cipher;
    }

    /// <summary>Bytes of the content of which so many bytes are stored.</summary>
    internal static long ContentOf(long stored)
    {
        var whole = stored / FrameCipher.Encrypted;
        var rest = stored % FrameCipher.Encrypted;
        return whole * FrameCipher.Plain + Math.Max(0, rest - Envelope.Tag);
    }

    private static string ContextOf(string name) => "files/" + name;
}
