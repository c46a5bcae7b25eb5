using KoSales.Functions.Pii.Keys;

namespace KoSales.Functions.Files;

/// <summary>Encrypts what is written frame by frame. The last frame is written by <see cref="FinishAsync"/>;
/// without it
/// the file is cut short.</summary>
internal sealed class EncryptedWriteStream(Stream file, FrameCipher cipher) : Stream
{
    private readonly byte[] _plain = new byte[FrameCipher.Plain];
    private readonly byte[] _frame = new byte[FrameCipher.Encrypted];
    private int _filled;
    private long _number;
    private long _length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    /// <summary>Bytes of content written so far.</summary>
    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) =>
        Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            buffer = buffer[Fill(buffer)..];
            if (_filled == FrameCipher.Plain)
                file.Write(EncryptedFrame().Span);
        }
    }

    public override Task WriteAsync(
        byte[] buffer,
        int offset,
        int count,
        CancellationToken cancellationToken
    ) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        while (!buffer.IsEmpty)
        {
            buffer = buffer[Fill(buffer.Span)..];
            if (_filled == FrameCipher.Plain)
                await file.WriteAsync(EncryptedFrame(), cancellationToken);
        }
    }

    public async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        if (_filled > 0)
            await file.WriteAsync(EncryptedFrame(), cancellationToken);
    }

    /// <summary>Nothing: a frame is written when it is full.</summary>
    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            cipher.Dispose();
        base.Dispose(disposing);
    }

    private int Fill(ReadOnlySpan<byte> buffer)
    {
        var taken = Math.Min(buffer.Length, FrameCipher.Plain - _filled);
        buffer[..taken].CopyTo(_plain.AsSpan(_filled));
        _filled += taken;
        _length += taken;
        return taken;
    }

    private ReadOnlyMemory<byte> EncryptedFrame()
    {
        var frame = _frame.AsMemory(0, _filled + Envelope.Tag);
        cipher.Encrypt(_number, _plain.AsSpan(0, _filled), frame.Span);
        _number++;
        _filled = 0;
        return frame;
    }
}
