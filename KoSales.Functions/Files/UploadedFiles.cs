namespace KoSales.Functions.Files;

/// <summary>Files that came by an <see cref="UploadTicket"/> and wait to be taken.</summary>
public interface IUploadedFiles
{
    /// <summary>Bytes of the content; null when nothing came under that name.</summary>
    Task<long?> LengthAsync(string name, CancellationToken cancellationToken);

    /// <summary>The content from its beginning, read forward only.</summary>
    Task<Stream> OpenAsync(string name, CancellationToken cancellationToken);

    Task DeleteAsync(string name, CancellationToken cancellationToken);
}

/// <summary>As a storage account took them, which encrypts what it keeps.</summary>
public sealed class PlainUploads(IFileStore store) : IUploadedFiles
{
    public async Task<long?> LengthAsync(string name, CancellationToken cancellationToken) =>
        (await store.FindAsync(name, cancellationToken))?.Length;

    public Task<Stream> OpenAsync(string name, CancellationToken cancellationToken) =>
        store.OpenAsync(name, cancellationToken);

    public Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        store.DeleteAsync(name, cancellationToken);
}

/// <summary>As the app's own endpoint took them: encrypted on their way into the folder, so that no disk
/// block ever holds them in the clear.</summary>
public sealed class SealedUploads(IFileStore store, EncryptedFiles files, UploadSigner signer)
    : IUploadedFiles
{
    public async Task<long?> LengthAsync(string name, CancellationToken cancellationToken) =>
        await store.FindAsync(name, cancellationToken) is { } found
            ? EncryptedFiles.ContentOf(found.Length)
            : null;

    public async Task<Stream> OpenAsync(string name, CancellationToken cancellationToken)
    {
        var length = await LengthAsync(name, cancellationToken);
        var file = new KeyedFile(name, signer.KeyOf(name));
        return await files.OpenUnderAsync(file, length ?? 0, cancellationToken);
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        store.DeleteAsync(name, cancellationToken);
}
