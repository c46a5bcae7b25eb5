using System.Text;

namespace KoSales.Tests.Pii;

/// <summary>Looks for planted values in every byte of a folder: data file, write-ahead log, task hub, logs.
/// Knows the ways in which a value leaks: as it is, with
/// and without country code, in other encodings and cases, as base64 of any alignment, as JSON escapes,
/// percent-encoded.</summary>
public sealed class CanaryScan
{
    private const int ChunkBytes = 4 * 1024 * 1024;
    private readonly List<(string Name, byte[] Bytes)> _needles;

    /// <param name="canaries">Values of eight characters or more, or a shorter one would be found by
    /// chance.</param>
    public CanaryScan(IEnumerable<string> canaries) =>
        _needles = [.. canaries.SelectMany(Forms).DistinctBy(n => Convert.ToHexString(n.Bytes))];

    /// <summary>One line per find: which form, in which file. Empty is what a test wants. Empty files, such
    /// as the lock of the task hub, are not opened.</summary>
    public IReadOnlyList<string> Scan(string folder) =>
        [
            .. Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(path => new FileInfo(path) is { Exists: true, Length: > 0 })
                .SelectMany(ScanFile),
        ];

    /// <summary>The finds that are left at the deadline; ends as soon as there are none. For content that
    /// is cleaned up behind the answer.</summary>
    public async Task<IReadOnlyList<string>> UntilNoneAsync(string folder, TimeSpan deadline)
    {
        var waited = System.Diagnostics.Stopwatch.StartNew();
        var found = Scan(folder);
        while (found.Count > 0 && waited.Elapsed < deadline)
        {
            await Task.Delay(50);
            found = Scan(folder);
        }

        return found;
    }

    /// <summary>The same for what is held in memory: a log line, an answer.</summary>
    public IReadOnlyList<string> Scan(string where, ReadOnlySpan<byte> content)
    {
        var finds = new List<string>();
        foreach (var (name, bytes) in _needles)
        {
            if (content.IndexOf(bytes) >= 0)
                finds.Add($"{name} in {where}");
        }

        return finds;
    }

    /// <summary>Nothing in a file that the app has deleted meanwhile.</summary>
    private HashSet<string> ScanFile(string path)
    {
        try
        {
            using var stream = new FileStream(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );
            return ScanStream(path, stream);
        }
        catch (FileNotFoundException)
        {
            return [];
        }
    }

    private HashSet<string> ScanStream(string path, FileStream stream)
    {
        var finds = new HashSet<string>();
        var overlap = _needles.Max(n => n.Bytes.Length) - 1;
        var buffer = new byte[ChunkBytes + overlap];
        var kept = 0;
        for (int read; (read = stream.Read(buffer, kept, ChunkBytes)) > 0; )
        {
            var content = buffer.AsSpan(0, kept + read);
            finds.UnionWith(Scan(path, content));
            kept = Math.Min(overlap, content.Length);
            content[^kept..].CopyTo(buffer);
        }

        return finds;
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Forms(string canary)
    {
        foreach (var text in Spellings(canary).Distinct())
        {
            yield return ($"'{text}'", Encoding.UTF8.GetBytes(text));
            yield return ($"'{text}' as UTF-16", Encoding.Unicode.GetBytes(text));
            yield return (
                $"'{text}' as big-endian UTF-16",
                Encoding.BigEndianUnicode.GetBytes(text)
            );
            yield return (
                $"'{text}' as JSON escapes",
                Encoding.ASCII.GetBytes(string.Concat(text.Select(c => $"\\u{(int)c:x4}")))
            );
            yield return (
                $"'{text}' in hex",
                Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text)))
            );
            foreach (var form in Base64(text))
                yield return ($"'{text}' in base64", Encoding.ASCII.GetBytes(form));
        }
    }

    private static IEnumerable<string> Spellings(string canary)
    {
        yield return canary;
        yield return canary.ToUpperInvariant();
        yield return canary.ToLowerInvariant();
        yield return Uri.EscapeDataString(canary);
        if (!canary.StartsWith("+91", StringComparison.Ordinal))
            yield break;
        var national = canary[3..];
        yield return national;
        yield return "\\u002B91" + national;
        yield return $"{national[..5]} {national[5..]}";
        yield return $"{national[..5]}-{national[5..]}";
    }

    /// <summary>What is the same in the base64 of every text that holds this one, for each of the three
    /// places where it may start.</summary>
    private static IEnumerable<string> Base64(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var lead = 0; lead < 3; lead++)
        {
            var encoded = Convert.ToBase64String([.. new byte[lead], .. bytes]);
            var whole = encoded[((lead * 8 + 5) / 6)..((lead + bytes.Length) * 8 / 6)];
            yield return whole;
            yield return whole.Replace('+', '-').Replace('/', '_');
        }
    }
}
