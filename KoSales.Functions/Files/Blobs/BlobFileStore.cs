using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace KoSales.Functions.Files.Blobs;

/// <summary>Files as block blobs in one container of an Azure storage account, which all instances share.</summary>
/// <remarks>A file's blocks are staged as they come and become the blob by one request at the end. Blocks of
/// a killed write are dropped by the service after a week.</remarks>
public sealed class BlobFileStore(BlobContainerClient container) : IFileStore
{
    private const int NotFound = 404;

    public async Task<FileWrite> WriteAsync(
        string name,
        IfPresent present,
        Func<Stream, CancellationToken, Task> write,
        CancellationToken cancellationToken
    )
    {
        await using var blocks = new BlockWriteStream(BlobOf(name));
        await write(blocks, cancellationToken);
        return await blocks.CommitAsync(present, cancellationToken);
    }

    public async Task<Stream> OpenAsync(string name, CancellationToken cancellationToken)
    {
        var blob = BlobOf(name);
        var found = await PropertiesOfAsync(blob, cancellationToken);
        return found is null
            ? throw new FileNotFoundException("there is no such file", name)
            : new BlobReadStream(blob, found.ETag, found.ContentLength);
    }

    public async Task<StoredFile?> FindAsync(string name, CancellationToken cancellationToken) =>
        await PropertiesOfAsync(BlobOf(name), cancellationToken) is { } found
            ? new StoredFile(name, found.ContentLength, found.LastModified)
            : null;

    public Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        BlobOf(name).DeleteIfExistsAsync(cancellationToken: cancellationToken);

    public async IAsyncEnumerable<StoredFile> ListAsync(
        string prefix,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var asked = new GetBlobsOptions { Prefix = prefix };
        await foreach (var blob in container.GetBlobsAsync(asked, cancellationToken))
        {
            var said = blob.Properties;
            yield return new StoredFile(
                blob.Name,
                said.ContentLength ?? 0,
                said.LastModified ?? DateTimeOffset.MaxValue
            );
        }
    }

    /// <summary>Nothing: the service does it.</summary>
    public Task DropDraftsAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <summary>Asks first, since the right to write files does not include that to make
    /// containers.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (!await container.ExistsAsync(cancellationToken))
            await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
    }

    public async Task PingAsync(CancellationToken cancellationToken)
    {
        if (!await container.ExistsAsync(cancellationToken))
            throw new StoreUnavailableException($"the container {container.Name} is gone");
    }

    private static async Task<BlobProperties?> PropertiesOfAsync(
        BlockBlobClient blob,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
        }
        catch (RequestFailedException fault) when (fault.Status == NotFound)
        {
            return null;
        }
    }

    private BlockBlobClient BlobOf(string name) =>
        container.GetBlockBlobClient(FileName.Checked(name));
}
