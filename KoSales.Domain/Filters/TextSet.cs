using System.Collections.Frozen;
using System.Text.Unicode;

namespace KoSales.Domain.Filters;

/// <summary>The texts of an in-list, looked up without allocating.</summary>
internal sealed class TextSet
{
    /// <summary>Bytes of the longest text that is looked up as UTF-8.</summary>
    public const int Longest = 256;

    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _texts;

    public TextSet(IEnumerable<string> texts) =>
        _texts = texts.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    public bool Contains(ReadOnlySpan<char> text) => _texts.Contains(text);

    public bool Contains(ReadOnlySpan<byte> utf8)
    {
        Span<char> text = stackalloc char[Longest];
        _ = Utf8.ToUtf16(utf8, text, out _, out var length);
        return _texts.Contains(text[..length]);
    }
}
