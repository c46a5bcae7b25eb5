using System.Collections.Frozen;
using KoSales.Domain.Kernel.Amounts;
using NodaTime;

namespace KoSales.Domain.Taxes;

/// <summary>The rows by which goods are taxed. Of those in force on a day the one with the longest code
/// holds.</summary>
public sealed class GstRateTable
{
    private const decimal Highest = 100;
    private readonly FrozenDictionary<string, GstRate[]> _rows;

    private GstRateTable(IEnumerable<GstRate> rows) =>
        _rows = rows.GroupBy(r => r.Hsn).ToFrozenDictionary(g => g.Key, g => g.ToArray());

    /// <summary>Refused when a row is none, or when two of the same code are in force on the same
    /// day.</summary>
    public static Verdict<GstRateTable> Of(IReadOnlyCollection<GstRate> rows)
    {
        Fault[] faults =
        [
            .. rows.SelectMany(Objections),
            .. rows.GroupBy(r => r.Hsn).SelectMany(Overlaps),
        ];
        return faults.Length == 0 ? new GstRateTable(rows) : Verdict<GstRateTable>.Refuse(faults);
    }

    /// <summary>Null when no row says anything of these goods on that day.</summary>
    public GstRate? Find(Hsn hsn, LocalDate day)
    {
        for (var length = hsn.Code.Length; length >= 2; length -= 2)
        {
            if (InForce(hsn.First(length), day) is { } row)
                return row;
        }

        return null;
    }

    private GstRate? InForce(string prefix, LocalDate day) =>
        _rows.TryGetValue(prefix, out var rows) ? Array.Find(rows, r => r.IsInForceOn(day)) : null;

    private static IEnumerable<Fault> Objections(GstRate row)
    {
        if (!IsPrefix(row.Hsn))
            yield return Fault.Invalid(
                "/hsn",
                "gst_rate.hsn",
                "The code of a rate is 2, 4, 6 or 8 digits."
            );
        if (row.Rate is < 0 or > Highest || row.Rate != Paise.Round(row.Rate))
            yield return Fault.Invalid(
                "/rate",
                "gst_rate.rate",
                "A rate is a percentage from 0 to 100 with at most two places."
            );
        if (row.ValidTo < row.ValidFrom)
            yield return Fault.Invalid(
                "/valid_to",
                "gst_rate.period",
                "A rate cannot end before it begins."
            );
    }

    private static bool IsPrefix(string text) =>
        text.Length is 2 or 4 or 6 or 8 && text.All(char.IsAsciiDigit);

    private static IEnumerable<Fault> Overlaps(IEnumerable<GstRate> ofOneCode)
    {
        GstRate[] rows = [.. ofOneCode.OrderBy(r => r.ValidFrom)];
        for (var i = 1; i < rows.Length; i++)
        {
            if (rows[i - 1].ValidTo is not { } last || last >= rows[i].ValidFrom)
                yield return Fault.Conflict(
                    "gst_rate.overlap",
                    $"Two rates of {rows[i].Hsn} are in force on the same day; end the earlier one first.",
                    (Fault.ExistingId, rows[i - 1].Id)
                );
        }
    }
}
