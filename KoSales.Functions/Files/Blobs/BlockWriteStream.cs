using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace KoSales.Functions.Files.Blobs;

/// <summary>Stages what is written block by block, one of which it holds. Without a commit there is no
/// blob.</summary>
internal sealed class BlockWriteStream(BlockBlobClient blob) : Stream
{
    /// <summary>Bytes; a blob of 50,000 blocks, which is the most, has 100 GiB then.</summary>
    public const int BlockSize = 2 * 1024 * 1024;

    private const string WriterTag = "writer";

    // Blocks of another writer of the same blob have other ids, and a commit whose answer was lost is
    // recognised by it.
    private readonly string _writer = RandomNumberGenerator.GetHexString(16, lowercase: true);
    private readonly List<string> _staged = [];
    private byte[] _block = ArrayPool<byte>.Shared.Rent(BlockSize);
    private int _filled;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => (long)_staged.Count * BlockSize + _filled;

    public override long Position
    {
        get => Length;
        set => throw new NotSupportedException();
    }

    /// <summary>Makes the blob of what was written, in one step.</summary>
    public async Task<FileWrite> CommitAsync(IfPresent present, CancellationToken cancellationToken)
    {
        var conditions = present switch
        {
            IfPresent.Replace => null,
            IfPresent.Keep => new BlobRequestConditions { IfNoneMatch = ETag.All },
        };
        try
        {
            await SendAsync(conditions, cancellationToken);
            return FileWrite.Written;
        }
        catch (RequestFailedException fault) when (IsLost(fault))
        {
            return await OutcomeAsync(present, fault, cancellationToken);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) =>
        Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (_filled == BlockSize)
                Stage();
            buffer = buffer[Fill(buffer)..];
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
            if (_filled == BlockSize)
                await StageAsync(cancellationToken);
            buffer = buffer[Fill(buffer.Span)..];
        }
    }

    /// <summary>Nothing: a block is sent when it is full.</summary>
    public override void Flush() { }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (_block.Length > 0)
            ArrayPool<byte>.Shared.Return(_block);
        _block = [];
        base.Dispose(disposing);
    }

    /// <summary>Whether somebody else has written the blob meanwhile: a condition that does not hold, or
    /// staged blocks that the other's commit has dropped.</summary>
    private static bool IsLost(RequestFailedException fault) =>
        fault.Status is 409 or 412
        || fault.ErrorCode == BlobErrorCode.InvalidBlockList
        || fault.ErrorCode == BlobErrorCode.InvalidBlobOrBlock;

    /// <summary>A repeat of a commit that had gone through finds its own blob.</summary>
    private async Task<FileWrite> OutcomeAsync(
        IfPresent present,
        RequestFailedException fault,
        CancellationToken cancellationToken
    )
    {
        BlobProperties found = await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
        if (found.Metadata.TryGetValue(WriterTag, out var writer) && writer == _writer)
            return FileWrite.Written;
        return present switch
        {
            IfPresent.Keep => FileWrite.Kept,
            IfPresent.Replace => throw new StoreUnavailableException(
                "the file was written by somebody else at the same time",
                fault
            ),
        };
    }

    private async Task SendAsync(
        BlobRequestConditions? conditions,
        CancellationToken cancellationToken
    )
    {
        var metadata = new Dictionary<string, string> { [WriterTag] = _writer };
        if (_staged.Count == 0)
        {
            var whole = new BlobUploadOptions { Metadata = metadata, Conditions = conditions };
            await blob.UploadAsync(Block(), whole, cancellationToken);
            return;
        }

        if (_filled > 0)
            await StageAsync(cancellationToken);
        var options = new CommitBlockListOptions { Metadata = metadata, Conditions = conditions };
        await blob.CommitBlockListAsync(_staged, options, cancellationToken);
    }

    private void Stage()
    {
        var id = NextId();
        blob.StageBlock(id, Block());
        Staged(id);
    }

    private async Task StageAsync(CancellationToken cancellationToken)
    {
        var id = NextId();
        await blob.StageBlockAsync(id, Block(), cancellationToken: cancellationToken);
        Staged(id);
    }

    private void Staged(string id)
    {
        _staged.Add(id);
        _filled = 0;
    }

    private MemoryStream Block() => new(_block, 0, _filled, writable: false);

    /// <summary>All ids of a blob must have one length.</summary>
    private string NextId()
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{_writer}-{_staged.Count:D6}");
        return Convert.ToBase64String(Encoding.ASCII.GetBytes(id));
    }

    private int Fill(ReadOnlySpan<byte> buffer)
    {
        var taken = Math.Min(buffer.Length, BlockSize - _filled);
        buffer[..taken].CopyTo(_block.AsSpan(_filled));
        _filled += taken;
        return taken;
    }
}
