using System.Globalization;
using KoSales.Domain.CustomFields;
using KoSales.Domain.Kernel.Amounts;
using NodaTime;

namespace KoSales.Domain.Fields;

/// <summary>Makes the rows of a field table. A row without a setter is read only; one with a setter stands in
/// the timeline.</summary>
public sealed class FieldMaker<T>
{
    private const string AText = "A text is expected.";
    private const string ANumber =
        "A number is expected, such as 2.5; where cells are set apart by semicolons, 2,5.";
    private const string AFlag = "yes or no is expected.";
    private const string ADay =
        "A day is expected, such as 2026-11-22; name another order of day and month with date_format.";

    /// <summary>A text that only the application sets.</summary>
    public Field<T> Text(string path, Func<T, string?> read) =>
        new(path, FieldType.Text, e => FieldValue.Of(read(e)));

    /// <summary>A text by which records are told apart: refused where it holds somebody's number or
    /// address.</summary>
    /// <param name="longest">In characters.</param>
    public Field<T> Text(
        string path,
        Func<T, string?> read,
        Func<T, string?, T> set,
        int longest
    ) => Written(path, read, set, (text, at, checks) => checks.Clear(text, at, longest));

    /// <summary>A text for people: what it holds of somebody's numbers and addresses is masked, with a
    /// warning.</summary>
    /// <param name="longest">In characters.</param>
    public Field<T> Prose(
        string path,
        Func<T, string?> read,
        Func<T, string?, T> set,
        int longest
    ) => Written(path, read, set, (text, at, checks) => checks.Shown(text, at, longest));

    /// <summary>A text of a form of its own.</summary>
    /// <param name="expected">The sentence of the fault where it has another form.</param>
    /// <param name="tidy">What a cell's text is before it is parsed; the text itself when absent.</param>
    public Field<T> Code(
        string path,
        Func<T, string?> read,
        Func<T, string?, T> set,
        FieldChecks.TryParse parse,
        string expected,
        Func<string, string>? tidy = null
    ) =>
        Row(
            new(path, FieldType.Text, e => FieldValue.Of(read(e))),
            new FieldWriter<T, string?>
            {
                Read = read,
                Set = set,
                Check = (text, at, checks) => checks.Parsed(text, at, parse, expected),
                Cell = (cell, _) => tidy is null ? cell : tidy(cell),
                Union = (own, other) => own ?? other,
                Empty = null,
                Expected = expected,
            }
        );

    /// <summary>A list of slugs, such as tags.</summary>
    public Field<T> Slugs(
        string path,
        Func<T, IReadOnlyList<string>> read,
        Func<T, IReadOnlyList<string>, T> set
    ) =>
        Row(
            new(path, FieldType.TextList, e => FieldValue.Of(read(e))),
            new FieldWriter<T, IReadOnlyList<string>>
            {
                Read = read,
                Set = set,
                Check = (texts, at, checks) => checks.SlugList(texts, at),
                Cell = (cell, _) => Cells.List(cell),
                Union = (own, other) => [.. own.Union(other)],
                Empty = [],
                Expected = AText,
            }
        );

    /// <summary>One of an enum's wire names that only the application sets.</summary>
    public Field<T> Choice<TChoice>(string path, Func<T, TChoice?> read)
        where TChoice : struct, Enum => new(path, FieldType.Text, e => ChoiceOf(read(e)));

    /// <summary>One of an enum's wire names, in whatever case.</summary>
    public Field<T> Choice<TChoice>(string path, Func<T, TChoice?> read, Func<T, TChoice?, T> set)
        where TChoice : struct, Enum =>
        Row(
            Choice(path, read),
            new FieldWriter<T, TChoice?>
            {
                Read = read,
                Set = set,
                Check = (choice, _, _) => choice,
                Cell = (cell, _) => OfText<TChoice>(cell),
                Union = (own, other) => own ?? other,
                Empty = null,
                Expected = $"One of {string.Join(", ", WireNames<TChoice>.All)} is expected.",
            }
        );

    /// <summary>A number that only the application sets.</summary>
    public Field<T> Number(string path, Func<T, decimal?> read) =>
        new(path, FieldType.Number, e => FieldValue.Of(read(e)));

    public Field<T> Number(
        string path,
        Func<T, decimal?> read,
        Func<T, decimal?, T> set,
        NumberRange range
    ) =>
        Row(
            Number(path, read),
            new FieldWriter<T, decimal?>
            {
                Read = read,
                Set = set,
                Parse = (given, _, _) => Convert.ToDecimal(given, CultureInfo.InvariantCulture),
                Check = (number, at, checks) => checks.Within(number, at, range),
                Cell = (cell, style) =>
                    Cells.TryNumber(cell, style.Marks, out var number) ? number : null,
                Union = (own, other) => own ?? other,
                Empty = null,
                Expected = ANumber,
            }
        );

    /// <summary>An amount of rupees; in bodies an <see cref="IGivenAmount"/>, in cells a number.</summary>
    public Field<T> Amount(string path, Func<T, Money?> read, Func<T, Money?, T> set) =>
        Row(
            new(path, FieldType.Number, e => FieldValue.Of(read(e)?.Value)),
            new FieldWriter<T, Money?>
            {
                Read = read,
                Set = set,
                Parse = (given, at, checks) => checks.Amount((IGivenAmount)given, at),
                Check = (amount, _, _) => amount,
                Cell = (cell, style) =>
                    Cells.TryNumber(cell, style.Marks, out var number)
                        ? new AmountCell(number)
                        : null,
                Union = (own, other) => own ?? other,
                Empty = null,
                Expected = ANumber,
            }
        );

    /// <summary>A list of things with several members each, which a body gives whole.</summary>
    /// <param name="parse">From what a body gives; notes every fault.</param>
    public Field<T> List<TItem, TGiven>(
        string path,
        Func<T, IReadOnlyList<TItem>> read,
        Func<T, IReadOnlyList<TItem>, T> set,
        Func<IReadOnlyList<TGiven>, string, FieldChecks, IReadOnlyList<TItem>> parse
    ) =>
        Row(
            new(path, FieldType.Text, _ => default),
            new FieldWriter<T, IReadOnlyList<TItem>>
            {
                Read = read,
                Set = set,
                Parse = (given, at, checks) => parse((IReadOnlyList<TGiven>)given, at, checks),
                Check = (items, _, _) => items,
                Cell = (_, _) => null,
                Union = (own, other) => own.Count > 0 ? own : other,
                Empty = [],
                Expected = "No column of a file can hold this.",
            }
        ) with
        {
            ShownBy = entity => read(entity) is { Count: > 0 and var count } ? $"{count}" : null,
            ComparedBy = entity => string.Join('\n', read(entity)),
        };

    public Field<T> Flag(string path, Func<T, bool?> read) =>
        new(path, FieldType.Flag, e => FieldValue.Of(read(e)));

    public Field<T> Flag(string path, Func<T, bool?> read, Func<T, bool?, T> set) =>
        Row(
            Flag(path, read),
            new FieldWriter<T, bool?>
            {
                Read = read,
                Set = set,
                Check = (flag, _, _) => flag,
                Cell = (cell, _) => Cells.TryFlag(cell, out var flag) ? flag : null,
                Union = (own, other) => own ?? other,
                Empty = null,
                Expected = AFlag,
            }
        );

    public Field<T> Moment(string path, Func<T, Instant?> read) =>
        new(path, FieldType.Instant, e => FieldValue.Of(read(e)));

    public Field<T> Moment(string path, Func<T, Instant?> read, Func<T, Instant?, T> set) =>
        Row(
            Moment(path, read),
            new FieldWriter<T, Instant?>
            {
                Read = read,
                Set = set,
                Check = (moment, _, _) => moment,
                Cell = (cell, style) => MomentCell.Read(cell, style),
                Union = (own, other) => own ?? other,
                Empty = null,
                Expected = MomentCell.Expected,
            }
        );

    public Field<T> Day(string path, Func<T, LocalDate?> read) =>
        new(path, FieldType.Date, e => FieldValue.Of(read(e)));

    public Field<T> Day(string path, Func<T, LocalDate?> read, Func<T, LocalDate?, T> set) =>
        Row(
            Day(path, read),
            new FieldWriter<T, LocalDate?>
            {
                Read = read,
                Set = set,
                Check = (day, _, _) => day,
                Cell = (cell, style) =>
                    Cells.TryDay(cell, style.Dates, out var day) ? day.Date : null,
                Union = (own, other) => own ?? other,
                Empty = null,
                Expected = ADay,
            }
        );

    private static Field<T> Written(
        string path,
        Func<T, string?> read,
        Func<T, string?, T> set,
        Func<string?, string, FieldChecks, string?> check
    ) =>
        Row(
            new(path, FieldType.Text, e => FieldValue.Of(read(e))),
            new FieldWriter<T, string?>
            {
                Read = read,
                Set = set,
                Check = check,
                Cell = (cell, _) => cell,
                Union = (own, other) => own ?? other,
                Empty = null,
                Expected = AText,
            }
        );

    private static Field<T> Row(Field<T> field, FieldWriter<T> writer) =>
        field with
        {
            Writer = writer,
            IsTracked = true,
        };

    private static FieldValue ChoiceOf<TChoice>(TChoice? choice)
        where TChoice : struct, Enum =>
        choice is { } value ? FieldValue.Of(WireNames<TChoice>.Of(value)) : default;

    private static object? OfText<TChoice>(string cell)
        where TChoice : struct, Enum =>
        WireNames<TChoice>.TryRead(cell.Trim().ToLowerInvariant(), out var choice) ? choice : null;
}

/// <summary>An amount of money as somebody wrote it.</summary>
public interface IGivenAmount
{
    /// <summary>In rupees, such as <c>1234.50</c>.</summary>
    string? Value { get; }

    /// <summary>ISO 4217.</summary>
    string? Currency { get; }
}

internal sealed record AmountCell(decimal Number) : IGivenAmount
{
    public string Value => Number.ToString(CultureInfo.InvariantCulture);

    public string Currency => Money.Currency;
}

/// <param name="Unit">Such as <c>acres</c>; for messages.</param>
public sealed record NumberRange(decimal Least, decimal Most, string Unit)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Least} to {Most} {Unit}");
}

/// <summary>Instants in cells. A day without an offset is one of the company's calendar.</summary>
internal static class MomentCell
{
    public const string Expected =
        "An instant or day is expected, such as 2026-11-22T07:30:00Z or 2026-11-22 13:00; "
        + "name another order of day and month with date_format.";

    /// <summary>Null when the cell cannot be read.</summary>
    public static Instant? Read(string cell, CellStyle style)
    {
        if (InstantConverter.TryRead(cell.Trim(), out var at))
            return at;
        return Cells.TryDay(cell, style.Dates, out var day)
            ? day.InZoneLeniently(CompanyDay.Zone).ToInstant()
            : null;
    }
}
