using System.Globalization;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;

namespace KoSales.Domain.CustomFields;

/// <summary>How the numbers of a file are written, as far as the file tells.</summary>
public enum CellMarks
{
    /// <summary>The file does not tell: a comma that could be either is refused.</summary>
    Unknown,

    /// <summary>Commas stand between cells, hence a comma within a number sets thousands or lakhs
    /// apart.</summary>
    DecimalPoint,

    /// <summary>Semicolons stand between cells, as spreadsheets write where the comma is the decimal
    /// mark.</summary>
    DecimalComma,
}

/// <summary>In which order a file writes day, month and year.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DateOrder>))]
public enum DateOrder
{
    /// <summary><c>2026-11-22</c>.</summary>
    [JsonStringEnumMemberName("ymd")]
    YearFirst,

    /// <summary><c>22/11/2026</c>, as in India.</summary>
    [JsonStringEnumMemberName("dmy")]
    DayFirst,

    /// <summary><c>11/22/2026</c>, as in the United States.</summary>
    [JsonStringEnumMemberName("mdy")]
    MonthFirst,
}

/// <summary>How a file writes what can be written in several ways.</summary>
public readonly record struct CellStyle(CellMarks Marks, DateOrder Dates = DateOrder.YearFirst);

/// <summary>What people write in spreadsheet cells.</summary>
public static class Cells
{
    /// <summary>The marks that follow from what stands between the cells of a file.</summary>
    public static CellMarks MarksOf(char separator) =>
        separator switch
        {
            ',' => CellMarks.DecimalPoint,
            ';' => CellMarks.DecimalComma,
            _ => CellMarks.Unknown,
        };

    public static bool TryFlag(string? cell, out bool flag)
    {
        flag = cell?.Trim().ToLowerInvariant() is "true" or "yes" or "y" or "1";
        return flag || cell?.Trim().ToLowerInvariant() is "false" or "no" or "n" or "0";
    }

    /// <summary>Values set apart by comma, semicolon or bar.</summary>
    public static IReadOnlyList<string> List(string cell) =>
        cell.Split(
            [',', ';', '|'],
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );

    /// <summary>
    /// A code of digits as a number cell writes it: digits of any script, without the mark of a text cell, the
    /// <c>z:</c> of lead forms and a trailing <c>.0</c>.
    /// </summary>
    public static string Whole(string cell)
    {
        var text = Ascii(cell.Trim().TrimStart('\''));
        if (text.StartsWith("z:", StringComparison.OrdinalIgnoreCase))
            text = text[2..];
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var isWhole =
            dot > 0
            && text[..dot].All(char.IsAsciiDigit)
            && text.Length - dot is 2 or 3
            && text[(dot + 1)..].All(c => c == '0');
        return isWhole ? text[..dot] : text;
    }

    /// <summary>
    /// A day, by itself or with a time of day after it. False for a form that could be another day than the
    /// one meant:
    /// <c>03/04/2026</c> is read only when the
    /// file's order is named.
    /// </summary>
    /// <param name="order">In which order the file writes day, month and year; a year of four digits in
    /// front is read in any file.</param>
    public static bool TryDay(string cell, DateOrder order, out LocalDateTime day)
    {
        var text = Ascii(Texts.Tidy(cell).Trim().TrimStart('\''));
        foreach (var pattern in PatternsOf(order))
        {
            if (pattern.Parse(text) is not { Success: true, Value: var read })
                continue;
            day = read;
            return true;
        }

        day = default;
        return false;
    }

    private static IEnumerable<LocalDateTimePattern> PatternsOf(DateOrder order) =>
        order switch
        {
            DateOrder.YearFirst => YearFirst,
            DateOrder.DayFirst => DayFirst.Concat(YearFirst),
            DateOrder.MonthFirst => MonthFirst.Concat(YearFirst),
        };

    /// <summary>Years of two digits are those from 1980 to 2079.</summary>
    private const int LatestShortYear = 79;

    private static readonly LocalDateTimePattern[] YearFirst = Patterns("uuuu-M-d", "uuuu/M/d");
    private static readonly LocalDateTimePattern[] DayFirst = Patterns(
        "d/M/uuuu",
        "d-M-uuuu",
        "d.M.uuuu",
        "d/M/yy",
        "d-M-yy",
        "d.M.yy"
    );
    private static readonly LocalDateTimePattern[] MonthFirst = Patterns(
        "M/d/uuuu",
        "M-d-uuuu",
        "M/d/yy",
        "M-d-yy"
    );

    private static LocalDateTimePattern[] Patterns(params string[] days) =>
        [
            .. days.SelectMany(d => new[] { d, d + " H:mm", d + " H:mm:ss" })
                .Select(LocalDateTimePattern.CreateWithInvariantCulture)
                .Select(pattern => pattern.WithTwoDigitYearMax(LatestShortYear)),
        ];

    /// <summary>
    /// A number with at most one decimal mark, thousands or lakhs grouped or not (<c>1,20,000.5</c>),
    /// digits of any
    /// script, the mark of a text cell before it.
    /// False for whatever could be two numbers: <c>2,5</c> where the comma is no decimal mark, <c>1.234</c>
    /// where it
    /// is, <c>1,234</c> where nothing tells.
    /// </summary>
    public static bool TryNumber(string cell, CellMarks marks, out decimal number)
    {
        number = 0;
        var text = Ascii(cell.Trim().TrimStart('\''));
        var negative = text is ['-' or '\u2212', ..];
        if (negative || text is ['+', ..])
            text = text[1..];
        if (MarkOf(text, marks) is not { } mark || Ungrouped(text, mark) is not { } plain)
            return false;
        if (
            !decimal.TryParse(
                plain,
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out number
            )
        )
            return false;
        if (negative)
            number = -number;
        return true;
    }

    /// <summary>With a point for the decimal mark and nothing between the digits; null when it is no
    /// number.</summary>
    private static string? Ungrouped(string text, char decimalMark)
    {
        var groupMark = decimalMark == '.' ? ',' : '.';
        var at = text.LastIndexOf(decimalMark);
        if (at < 0)
            return IsGrouped(text, groupMark) ? DigitsOf(text) : null;
        var whole = text[..at];
        var fraction = text[(at + 1)..];
        var isNumber =
            fraction.Length > 0
            && fraction.All(char.IsAsciiDigit)
            && (whole.Length == 0 || IsGrouped(whole, groupMark));
        return isNumber ? $"{DigitsOf(whole)}.{fraction}" : null;
    }

    private static string DigitsOf(string text) => string.Concat(text.Where(char.IsAsciiDigit));

    /// <summary>The decimal mark of the number; null when it could be either.</summary>
    private static char? MarkOf(string text, CellMarks marks)
    {
        var comma = text.LastIndexOf(',');
        var point = text.LastIndexOf('.');
        if (comma >= 0 && point >= 0)
            return comma > point ? ',' : '.';
        if (point >= 0)
            return marks == CellMarks.DecimalComma && IsGrouped(text, '.') ? null : '.';
        if (comma < 0)
            return '.';
        return marks switch
        {
            CellMarks.DecimalComma => ',',
            CellMarks.DecimalPoint => '.',
            CellMarks.Unknown => text.Count(c => c == ',') > 1 ? '.' : null,
        };
    }

    /// <summary>Digits, or groups of them: one to three, then of two or three, the last of three.</summary>
    private static bool IsGrouped(string text, char separator)
    {
        var groups = text.Split(separator);
        if (groups.Any(g => g.Length == 0 || g.Any(c => !char.IsAsciiDigit(c))))
            return false;
        if (groups.Length == 1)
            return true;
        return groups[0].Length <= 3
            && groups[^1].Length == 3
            && groups[1..^1].All(g => g.Length == groups[1..^1][0].Length && g.Length is 2 or 3);
    }

    private static string Ascii(string text) =>
        text.Any(c => c > 127 && char.IsDigit(c))
            ? string.Concat(
                text.Select(c => char.IsDigit(c) ? (char)('0' + (int)char.GetNumericValue(c)) : c)
            )
            : text;
}
