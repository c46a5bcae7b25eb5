using System.Text.Json.Serialization;
using KoSales.Domain.Quotations.Pricing;
using KoSales.Domain.Quotations.Reading;
using KoSales.Domain.Timeline;

namespace KoSales.Domain.Quotations;

[JsonConverter(typeof(JsonStringEnumConverter<LineChange>))]
public enum LineChange
{
    [JsonStringEnumMemberName("added")]
    Added,

    [JsonStringEnumMemberName("removed")]
    Removed,

    [JsonStringEnumMemberName("changed")]
    Changed,
}

/// <param name="Line">Counted from 1, in the later revision; of a removed line, in the earlier one.</param>
/// <param name="Fields">Of a changed line what differs; of the others every field that has a
/// value.</param>
public sealed record LineDifference(
    LineChange Change,
    int Line,
    string Sku,
    IReadOnlyList<FieldChange> Fields
);

/// <summary>What differs between two revisions. Both lists are empty when their content hashes are equal,
/// but for the order of lines.</summary>
/// <param name="Fields">Of the quotation and its totals.</param>
/// <param name="Lines">Those of the later revision in its order, then the removed ones.</param>
public sealed record QuotationDiff(
    IReadOnlyList<FieldChange> Fields,
    IReadOnlyList<LineDifference> Lines
)
{
    /// <summary>Lines belong together by SKU; the first of an SKU to the first of it, the second to the
    /// second.</summary>
    public static QuotationDiff Between(QuotationContent earlier, QuotationContent later)
    {
        var old = Keyed(earlier.Items);
        var now = Keyed(later.Items);
        return new QuotationDiff(
            [.. Changes(QuotationFields.OfContent, earlier, later)],
            [
                .. now.Select(l => Difference(old.GetValueOrDefault(l.Key), l.Value))
                    .OfType<LineDifference>(),
                .. old.Where(l => !now.ContainsKey(l.Key)).Select(l => Removed(l.Value)),
            ]
        );
    }

    private static OrderedDictionary<LineKey, PlacedLine> Keyed(IReadOnlyList<QuotationLine> lines)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var keyed = new OrderedDictionary<LineKey, PlacedLine>();
        foreach (var line in lines)
        {
            var nth = seen.GetValueOrDefault(line.Sku);
            seen[line.Sku] = nth + 1;
            keyed.Add(new LineKey(line.Sku, nth), new PlacedLine(keyed.Count + 1, line));
        }

        return keyed;
    }

    private static LineDifference? Difference(PlacedLine? before, PlacedLine after)
    {
        FieldChange[] fields =
        [
            .. Changes(QuotationFields.OfComparedLines, before?.Line, after.Line),
        ];
        if (fields.Length == 0)
            return null;
        var change = before is null ? LineChange.Added : LineChange.Changed;
        return new LineDifference(change, after.Number, after.Line.Sku, fields);
    }

    private static LineDifference Removed(PlacedLine line) =>
        new(
            LineChange.Removed,
            line.Number,
            line.Line.Sku,
            [.. Changes(QuotationFields.OfComparedLines, line.Line, null)]
        );

    private static IEnumerable<FieldChange> Changes<T>(
        IEnumerable<QuotationField<T>> fields,
        T? before,
        T? after
    )
        where T : class =>
        from field in fields
        let old = before is null ? null : field.Read(before)
        let fresh = after is null ? null : field.Read(after)
        where old != fresh
        select new FieldChange(field.Path, old, fresh);

    private readonly record struct LineKey(string Sku, int Nth);

    private sealed record PlacedLine(int Number, QuotationLine Line);
}
