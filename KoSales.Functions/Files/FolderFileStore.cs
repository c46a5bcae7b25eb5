namespace KoSales.Functions.Files;

/// <summary>Files in one folder: of the data directory, or a share that all hosts have mounted.</summary>
public sealed class FolderFileStore(string folder) : IFileStore
{
    public Stream Create(string name)
    {
        Directory.CreateDirectory(folder);
        return new DurableFileStream(PathOf(name));
    }

    public Stream Open(string name) =>
        new FileStream(
            PathOf(name),
            new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.Read | FileShare.Delete,
                Options = FileOptions.Asynchronous,
            }
        );

    public void Delete(string name)
    {
        var path = PathOf(name);
        if (File.Exists(path))
            File.Delete(path);
    }

    public IEnumerable<string> OlderThan(DateTimeOffset moment)
    {
        var files = new DirectoryInfo(folder);
        return files.Exists
            ? files
                .EnumerateFiles()
                .Where(f => f.LastWriteTimeUtc < moment.UtcDateTime)
                .Select(f => f.Name)
            : [];
    }

    private string PathOf(string name) =>
        name.Length is > 0 and <= 100
        && name[0] != '.'
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-')
            ? Path.Combine(folder, name)
            : throw new ArgumentException(
                "a file's name is letters, digits, dots and hyphens",
                nameof(name)
            );

    /// <summary>Flushing reaches the disk, since what is acknowledged must survive a power cut.</summary>
    private sealed class DurableFileStream(string path)
        : FileStream(
            path,
            new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                Options = FileOptions.Asynchronous,
            }
        )
    {
        public override async Task FlushAsync(CancellationToken cancellationToken)
        {
            await base.FlushAsync(cancellationToken);
            await Task.Run(() => Flush(flushToDisk: true), cancellationToken);
        }
    }
}
