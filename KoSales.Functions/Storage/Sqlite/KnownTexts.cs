using System.Collections.Concurrent;

namespace KoSales.Functions.Storage.Sqlite;

/// <summary>Pieces of SQL as they were made once: the same few statements and names are written again and
/// again.</summary>
/// <remarks>Filters that people choose have no end of texts: only so many are kept, and none that is
/// long. Safe for any thread.</remarks>
/// <param name="make">What is written for a text; the same at any time.</param>
internal sealed class KnownTexts(Func<string, string> make)
{
    private const int Most = 1024;
    private const int Longest = 4096;

    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);

    public string Of(string text)
    {
        if (_known.TryGetValue(text, out var known))
            return known;
        var made = make(text);
        if (made.Length > Longest)
            return made;
        if (_known.Count >= Most)
            _known.Clear();
        _known[text] = made;
        return made;
    }

    public string Of(ReadOnlySpan<char> text) =>
        _known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out var known)
            ? known
            : Of(text.ToString());
}
