using System.Globalization;
using KoSales.Domain.Filters.Dates;
using NodaTime;
using NodaTime.Text;

namespace KoSales.Domain.Filters.Reading;

/// <summary>Reads and writes filter values as text: query parameters, and the strings of rules in
/// JSON.</summary>
public static class FilterText
{
    private const int LongestText = 1000;

    /// <summary>What the text should have been, for a message: "a number".</summary>
    public static string Expected(FieldType type, FilterOperator @operator) =>
        (@operator, type) switch
        {
            (FilterOperator.Exists, _) => "true or false",
            (
                FilterOperator.WithinLast
                    or FilterOperator.OlderThan
                    or FilterOperator.WithinNext,
                _
            ) => "a span such as 7d, 12h, 30m or 2w",
            (FilterOperator.InPeriod, _) => $"one of {string.Join(", ", CalendarPeriods.Names)}",
            (_, FieldType.Number) => "a number",
            (_, FieldType.Flag) => "true or false",
            (_, FieldType.Instant) => "an instant such as 2026-11-22T07:30:00.000Z",
            (_, FieldType.Date) => "a date such as 2026-11-22",
            _ => $"a text of at most {LongestText} characters",
        };

    /// <summary>A single value for a field and operator; null when the text is none.</summary>
    public static FilterValue? Parse(FieldType type, FilterOperator @operator, string text) =>
        @operator switch
        {
            FilterOperator.Exists => ParseExists(type, text),
            FilterOperator.WithinLast or FilterOperator.OlderThan or FilterOperator.WithinNext =>
                ParseSpan(type, text),
            FilterOperator.InPeriod => ParsePeriod(type, text),
            _ => ParseOf(type, text),
        };

    private static FilterValue? ParseOf(FieldType type, string text) =>
        type switch
        {
            FieldType.Number => ParseNumber(text),
            FieldType.Flag => ParseFlag(text),
            FieldType.Instant => ParseMoment(text),
            FieldType.Date => ParseDay(text),
            _ => text.Length <= LongestText ? new FilterValue.Text(text) : null,
        };

    private static FilterValue? ParseExists(FieldType type, string text) =>
        ParseFlag(text) is { } exists ? FlagFor(type, exists.Value) : null;

    private static FilterValue.Span? ParseSpan(FieldType type, string text) =>
        ParseSpan(text) is { } span ? span with { OfDays = type == FieldType.Date } : null;

    private static FilterValue.Period? ParsePeriod(FieldType type, string text) =>
        CalendarPeriods.TryParse(text, out var period)
            ? new FilterValue.Period(period, type == FieldType.Date)
            : null;

    private static FilterValue.Day? ParseDay(string text) =>
        LocalDatePattern.Iso.Parse(text) is { Success: true, Value: var day }
            ? new FilterValue.Day(day)
            : null;

    /// <summary>On or off, for a field of that type: a list is asked whether it holds anything.</summary>
    internal static FilterValue FlagFor(FieldType type, bool value) =>
        type == FieldType.TextList ? new FilterValue.Filled(value) : new FilterValue.Flag(value);

    /// <summary>1 to 5 digits and a unit: m, h, d, w. Null when the text is not such.</summary>
    public static FilterValue.Span? ParseSpan(string text)
    {
        if (
            text.Length is < 2 or > 6
            || AmountOf(text.AsSpan(0, text.Length - 1)) is not { } amount
        )
            return null;
        return text[^1] switch
        {
            'm' => new FilterValue.Span(Duration.FromMinutes(amount)),
            'h' => new FilterValue.Span(Duration.FromHours(amount)),
            'd' => new FilterValue.Span(Duration.FromDays(amount)),
            'w' => new FilterValue.Span(Duration.FromDays(7 * amount)),
            _ => null,
        };
    }

    private static int? AmountOf(ReadOnlySpan<char> digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var amount)
            ? amount
            : null;

    /// <summary>In the largest unit that divides it; fractions of a minute are dropped.</summary>
    public static string WriteSpan(Duration span)
    {
        var minutes = (long)span.TotalMinutes;
        return minutes switch
        {
            _ when minutes % 1440 == 0 => string.Create(
                CultureInfo.InvariantCulture,
                $"{minutes / 1440}d"
            ),
            _ when minutes % 60 == 0 => string.Create(
                CultureInfo.InvariantCulture,
                $"{minutes / 60}h"
            ),
            _ => string.Create(CultureInfo.InvariantCulture, $"{minutes}m"),
        };
    }

    private static FilterValue.Flag? ParseFlag(string text) =>
        text switch
        {
            "true" => new(true),
            "false" => new(false),
            _ => null,
        };

    private static FilterValue.Number? ParseNumber(string text) =>
        decimal.TryParse(
            text,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? new(number)
            : null;

    private static FilterValue.Moment? ParseMoment(string text) =>
        InstantConverter.TryRead(text, out var instant) && instant.InUtc().Year is >= 1 and <= 9999
            ? new(instant)
            : null;
}
