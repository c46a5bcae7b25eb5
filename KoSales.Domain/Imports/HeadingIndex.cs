using System.Collections.Frozen;
using KoSales.Domain.Fields;

namespace KoSales.Domain.Imports;

/// <summary>
/// What columns are called: in English and Hindi, by spreadsheets, by Facebook lead ads, by IndiaMART, by
/// contact lists; and the fields that they hold.
/// </summary>
public sealed class HeadingIndex
{
    private readonly FrozenDictionary<string, string> _known;
    private readonly FrozenSet<string> _byHeadingOnly;

    /// <param name="columns">What a column can be mapped to; of two with one heading, the first has it.</param>
    /// <param name="customPaths">Those of custom fields.</param>
    public HeadingIndex(
        IReadOnlyList<MappableColumn> columns,
        IReadOnlyCollection<string>? customPaths = null
    )
    {
        Paths = [.. columns.Select(c => c.Path), .. customPaths ?? []];
        _byHeadingOnly = columns.Where(c => c.IsByHeadingOnly).Select(c => c.Path).ToFrozenSet();
        _known = columns
            .SelectMany(c => c.Headings, (c, heading) => (c.Path, Key: HeadingWords.Key(heading)))
            .DistinctBy(pair => pair.Key)
            .ToFrozenDictionary(pair => pair.Key, pair => pair.Path);
    }

    public IReadOnlyCollection<string> Paths { get; }

    /// <summary>Whether a likeness of names does not lead to the field.</summary>
    public bool IsByHeadingOnly(string path) => _byHeadingOnly.Contains(path);

    /// <summary>The field that a column of this name surely holds, or null.</summary>
    public string? FieldOf(string heading)
    {
        var key = HeadingWords.Key(heading);
        if (_known.TryGetValue(key, out var field))
            return field;
        return HeadingWords.IsAboutAnother(heading)
            ? null
            : _known.GetValueOrDefault(Numberless(key));
    }

    /// <summary><c>contactno1</c> and <c>phone1value</c> are the first of several.</summary>
    private static string Numberless(string key)
    {
        var bare =
            key.EndsWith("value", StringComparison.Ordinal) && key.Any(char.IsDigit)
                ? key[..^"value".Length]
                : key;
        return bare.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
    }
}
