using System.Security.Cryptography;

namespace KoSales.Functions.Files;

/// <summary>Files in one folder: of the data directory, or a share that all hosts have mounted.</summary>
/// <remarks>A file is written aside, under a name that no file can have, and moved to its own.</remarks>
public sealed class FolderFileStore(string folder) : IFileStore
{
    private const char Draft = '.';

    public async Task<FileWrite> WriteAsync(
        string name,
        IfPresent present,
        Func<Stream, CancellationToken, Task> write,
        CancellationToken cancellationToken
    )
    {
        var path = PathOf(name);
        var draft = Path.Combine(folder, $"{Draft}{name}.{RandomNumberGenerator.GetHexString(16)}");
        Directory.CreateDirectory(folder);
        try
        {
            await using (var file = New(draft))
            {
                await write(file, cancellationToken);
                await file.FlushAsync(cancellationToken);
                // What is acknowledged must survive a power cut.
                await Task.Run(() => file.Flush(flushToDisk: true), cancellationToken);
            }

            return Move(draft, path, present);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    public Task<Stream> OpenAsync(string name, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Open,
            Access = FileAccess.Read,
            Share = FileShare.Read | FileShare.Delete,
            Options = FileOptions.Asynchronous,
        };
        var path = PathOf(name);
        return File.Exists(path)
            ? Task.FromResult<Stream>(new FileStream(path, options))
            : throw new FileNotFoundException("there is no such file", name);
    }

    public Task<StoredFile?> FindAsync(string name, CancellationToken cancellationToken)
    {
        var file = new FileInfo(PathOf(name));
        return Task.FromResult(file.Exists ? Stored(file) : null);
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        if (File.Exists(path))
            File.Delete(path);
        return Task.CompletedTask;
    }

    public IAsyncEnumerable<StoredFile> ListAsync(
        string prefix,
        CancellationToken cancellationToken
    ) =>
        Files()
            .Where(f => f.Name[0] != Draft && f.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(Stored)
            .ToAsyncEnumerable();

    public Task DropDraftsAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var left = Files()
            .Where(f => f.Name[0] == Draft && f.LastWriteTimeUtc < before.UtcDateTime);
        foreach (var file in left)
            file.Delete();
        return Task.CompletedTask;
    }

    public Task PrepareAsync(CancellationToken cancellationToken) => PingAsync(cancellationToken);

    public Task PingAsync(CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return Task.CompletedTask;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException("the folder of files cannot be used", fault);
        }
    }

    private static FileStream New(string path) =>
        new(
            path,
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Options = FileOptions.Asynchronous,
            }
        );

    private static FileWrite Move(string draft, string path, IfPresent present)
    {
        if (present == IfPresent.Keep && HardLink.TryCreate(draft, path) is { } isMade)
            return isMade ? FileWrite.Written : FileWrite.Kept;
        try
        {
            File.Move(draft, path, overwrite: present == IfPresent.Replace);
            return FileWrite.Written;
        }
        catch (IOException) when (present == IfPresent.Keep && File.Exists(path))
        {
            return FileWrite.Kept;
        }
    }

    private static StoredFile Stored(FileInfo file) =>
        new(file.Name, file.Length, new DateTimeOffset(file.LastWriteTimeUtc));

    /// <summary>Read at once, since files may be deleted while they are gone through.</summary>
    private FileInfo[] Files()
    {
        var here = new DirectoryInfo(folder);
        return here.Exists ? here.GetFiles() : [];
    }

    private string PathOf(string name) => Path.Combine(folder, FileName.Checked(name));
}
