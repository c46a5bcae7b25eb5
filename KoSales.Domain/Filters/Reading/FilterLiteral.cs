using System.Globalization;
using NodaTime.Text;

namespace KoSales.Domain.Filters.Reading;

/// <summary>Filter values as documents hold them, shared by the matcher and both stores so that they cannot
/// differ.</summary>
public static class FilterLiteral
{
    /// <summary>The text by which text, instant and date fields are compared; null for values that are not
    /// compared as text.</summary>
    public static string? AsText(FilterValue value) =>
        value switch
        {
            FilterValue.Text text => text.Value,
            FilterValue.Moment moment => InstantConverter.Write(moment.Value),
            FilterValue.Day day => LocalDatePattern.Iso.Format(day.Value),
            _ => null,
        };

    /// <summary>The members of a list value; a single value counts as a list of one.</summary>
    public static IReadOnlyList<FilterValue> Members(FilterValue value) =>
        value is FilterValue.Many many ? many.Values : [value];

    /// <summary>The least text that is greater than every text with this prefix, by code point; null when
    /// there is none.</summary>
    public static string? AfterPrefix(string prefix)
    {
        var runes = prefix.EnumerateRunes().ToArray();
        for (var i = runes.Length - 1; i >= 0; i--)
        {
            if (runes[i].Value == 0x10FFFF)
                continue;
            var next = runes[i].Value == 0xD7FF ? 0xE000 : runes[i].Value + 1;
            return string.Concat(runes.Take(i)) + char.ConvertFromUtf32(next);
        }

        return null;
    }

    /// <summary>A number as JSON text.</summary>
    public static string AsJson(decimal value) => value.ToString(CultureInfo.InvariantCulture);
}
