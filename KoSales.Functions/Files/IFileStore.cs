namespace KoSales.Functions.Files;

/// <summary>Keeps files by name. Names are letters, digits, dot and hyphen.</summary>
public interface IFileStore
{
    /// <summary>A new file, in place of one of that name. Durable once
    /// <see cref="Stream.FlushAsync(CancellationToken)"/> has returned.</summary>
    Stream Create(string name);

    /// <summary>Seekable. Throws <see cref="FileNotFoundException"/>.</summary>
    Stream Open(string name);

    /// <summary>A file that does not exist is deleted already.</summary>
    void Delete(string name);

    /// <summary>The names of files last written before then.</summary>
    IEnumerable<string> OlderThan(DateTimeOffset moment);
}
