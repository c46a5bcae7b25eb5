using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace KoSales.Functions.Files.Blobs;

/// <summary>Reads a blob in ranges, which grow as long as it is read on: who wants a part of it does not
/// fetch the rest, and who wants it whole needs few requests. Holds nothing of it. A blob that is replaced
/// meanwhile is <see cref="StoreUnavailableException"/>, one that is deleted
/// <see cref="FileNotFoundException"/>.</summary>
internal sealed class BlobReadStream(BlockBlobClient blob, ETag etag, long length) : Stream
{
    private const int FirstRange = 256 * 1024;
    private const int LargestRange = 8 * 1024 * 1024;
    private const int NotFound = 404;

    private Stream? _body;
    private long _position;
    private long _rangeEnd;
    private int _range = FirstRange;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            if (value == _position)
                return;
            EndRange();
            _position = value;
            _range = FirstRange;
        }
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_position >= length || buffer.IsEmpty)
            return 0;
        try
        {
            _body ??= Begin(blob.DownloadStreaming(NextRange()));
            return Took(_body.Read(buffer));
        }
        catch (Exception fault) when (Known(fault, default) is { } known)
        {
            throw known;
        }
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
        if (_position >= length || buffer.IsEmpty)
            return 0;
        try
        {
            _body ??= Begin(await blob.DownloadStreamingAsync(NextRange(), cancellationToken));
            return Took(await _body.ReadAsync(buffer, cancellationToken));
        }
        catch (Exception fault) when (Known(fault, cancellationToken) is { } known)
        {
            throw known;
        }
    }

    public override long Seek(long offset, SeekOrigin origin) =>
        Position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => _position + offset,
            SeekOrigin.End => length + offset,
        };

    public override void Flush() => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            EndRange();
        base.Dispose(disposing);
    }

    /// <summary>Null for what is no matter of the store.</summary>
    private static Exception? Known(Exception fault, CancellationToken cancellationToken) =>
        fault switch
        {
            RequestFailedException { Status: NotFound } => new FileNotFoundException(
                "the file was deleted while it was read",
                fault
            ),
            RequestFailedException { Status: 412 } => new StoreUnavailableException(
                "the file was replaced while it was read",
                fault
            ),
            _ when BlobFaults.IsUnavailability(fault, cancellationToken) => BlobFaults.Unreachable(
                fault
            ),
            _ => null,
        };

    private BlobDownloadOptions NextRange()
    {
        var count = Math.Min(_range, length - _position);
        _rangeEnd = _position + count;
        _range = Math.Min(2 * _range, LargestRange);
        return new BlobDownloadOptions
        {
            Range = new HttpRange(_position, count),
            Conditions = new BlobRequestConditions { IfMatch = etag },
        };
    }

    private static Stream Begin(BlobDownloadStreamingResult answer) => answer.Content;

    private int Took(int count)
    {
        if (count == 0)
            throw new IOException("the answer was shorter than the range");
        _position += count;
        if (_position == _rangeEnd)
            EndRange();
        return count;
    }

    private void EndRange()
    {
        _body?.Dispose();
        _body = null;
    }
}
