namespace KoSales.Functions.Files;

/// <summary>A file as the store lists it.</summary>
/// <param name="Length">Bytes as stored.</param>
public sealed record StoredFile(string Name, long Length, DateTimeOffset WrittenAt);

/// <summary>What a write does with a file of that name that is there already.</summary>
public enum IfPresent
{
    /// <summary>The new content takes its place in one step; until then readers get the old one.</summary>
    Replace,

    /// <summary>It stays as it is.</summary>
    Keep,
}

/// <summary>What came of a write.</summary>
public enum FileWrite
{
    /// <summary>The content is in the store.</summary>
    Written,

    /// <summary>Another file of that name was there first, and <see cref="IfPresent.Keep"/> was asked
    /// for.</summary>
    Kept,
}

/// <summary>Keeps files by name. Names are letters, digits, dot and hyphen; any other is an
/// <see cref="ArgumentException"/>. Every method throws <see cref="StoreUnavailableException"/> when the
/// store does not answer in time. Thread-safe.</summary>
public interface IFileStore
{
    /// <summary>Writes a file as a whole: it is there and durable on return, and cannot be seen before. What
    /// the producer throws ends the write, and nothing of it is left.</summary>
    /// <param name="write">Writes the content to the stream, which holds a bounded part of it at a
    /// time.</param>
    Task<FileWrite> WriteAsync(
        string name,
        IfPresent present,
        Func<Stream, CancellationToken, Task> write,
        CancellationToken cancellationToken
    );

    /// <summary>Seekable; reads what is asked for and little more. Throws
    /// <see cref="FileNotFoundException"/>.</summary>
    Task<Stream> OpenAsync(string name, CancellationToken cancellationToken);

    /// <summary>Null for a file that does not exist.</summary>
    Task<StoredFile?> FindAsync(string name, CancellationToken cancellationToken);

    /// <summary>A file that does not exist is deleted already.</summary>
    Task DeleteAsync(string name, CancellationToken cancellationToken);

    /// <summary>The files whose names begin so, in no certain order. One that comes or goes meanwhile may be
    /// among them.</summary>
    IAsyncEnumerable<StoredFile> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Removes what killed writes have left behind that began before then, unless the store does so
    /// by itself.</summary>
    Task DropDraftsAsync(DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>Makes the place where the files lie; nothing when it is there.</summary>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Answers when the store does.</summary>
    Task PingAsync(CancellationToken cancellationToken);
}
