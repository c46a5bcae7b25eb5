using System.Collections.Frozen;

namespace KoSales.Domain.Imports;

/// <summary>The file's words for the values of one field. Looked up as written, then without regard to case
/// and blanks around.</summary>
internal sealed class ValueWords
{
    private static readonly ValueWords None = new(new Dictionary<string, string>());

    private readonly FrozenDictionary<string, string> _exact;
    private readonly FrozenDictionary<string, string> _loose;
    private readonly string? _other;

    private ValueWords(IReadOnlyDictionary<string, string> words)
    {
        _other = words.GetValueOrDefault(ImportOptions.AnyOther);
        _exact = words
            .Where(w => w.Key != ImportOptions.AnyOther)
            .ToFrozenDictionary(StringComparer.Ordinal);
        _loose = _exact
            .DistinctBy(w => w.Key.Trim(), StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(w => w.Key.Trim(), w => w.Value, StringComparer.OrdinalIgnoreCase);
    }

    public static ValueWords Of(ImportOptions options, string path) =>
        options.ValueMap.TryGetValue(path, out var words) ? new(words) : None;

    public string Translate(string cell)
    {
        if (_exact.TryGetValue(cell, out var exact))
            return exact;
        var trimmed = cell.Trim();
        if (_loose.TryGetValue(trimmed, out var loose))
            return loose;
        return _other is not null && trimmed.Length > 0 ? _other : cell;
    }
}
