namespace KoSales.Functions.Files;

/// <summary>Opens the frames of an encrypted file one after the other.</summary>
internal sealed class EncryptedReadStream(Stream file, FrameCipher cipher, long length, long offset)
    : Stream
{
    private readonly byte[] _frame = new byte[FrameCipher.Encrypted];
    private readonly byte[] _plain = new byte[FrameCipher.Plain];
    private long _position = offset;
    private long _loaded = -1;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_position >= length)
            return 0;
        if (Number != _loaded)
            Decrypt(file.ReadAtLeast(Seek(), EncryptedLength, throwOnEndOfStream: false));
        return Take(buffer);
    }

    public override Task<int> ReadAsync(
        byte[] buffer,
        int offset,
        int count,
        CancellationToken cancellationToken
    ) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        if (_position >= length)
            return 0;
        if (Number != _loaded)
        {
            Seek();
            Decrypt(
                await file.ReadAtLeastAsync(
                    _frame.AsMemory(0, EncryptedLength),
                    EncryptedLength,
                    throwOnEndOfStream: false,
                    cancellationToken
                )
            );
        }

        return Take(buffer.Span);
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
            cipher.Dispose();
        }

        base.Dispose(disposing);
    }

    private long Number => _position / FrameCipher.Plain;

    private int PlainLength =>
        (int)Math.Min(FrameCipher.Plain, length - Number * FrameCipher.Plain);

    private int EncryptedLength => PlainLength + (FrameCipher.Encrypted - FrameCipher.Plain);

    private Span<byte> Seek()
    {
        var at = Number * FrameCipher.Encrypted;
        if (file.Position != at)
            file.Position = at;
        return _frame.AsSpan(0, EncryptedLength);
    }

    // A file that was cut at the end of a frame reads short and fails here, since its length is known from
    // elsewhere.
    private void Decrypt(int read)
    {
        if (read < EncryptedLength)
            throw new EndOfStreamException("the file is shorter than it was when it was stored");
        cipher.Decrypt(Number, _frame.AsSpan(0, EncryptedLength), _plain.AsSpan(0, PlainLength));
        _loaded = Number;
    }

    private int Take(Span<byte> buffer)
    {
        var from = (int)(_position % FrameCipher.Plain);
        var count = Math.Min(buffer.Length, PlainLength - from);
        _plain.AsSpan(from, count).CopyTo(buffer);
        _position += count;
        return count;
    }
}
