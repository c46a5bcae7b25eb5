using System.Text.Json.Serialization;
using KoSales.Domain.Taxes;
using NodaTime;

namespace KoSales.Domain.Quotations.Pricing;

[JsonConverter(typeof(JsonStringEnumConverter<RateConcern>))]
public enum RateConcern
{
    /// <summary>The table says another rate than the line was quoted with.</summary>
    [JsonStringEnumMemberName("changed")]
    Changed,

    /// <summary>Somebody gave the rate, and the table says another.</summary>
    [JsonStringEnumMemberName("differs_from_table")]
    DiffersFromTable,

    /// <summary>Goods of no kind have such a rate on the day.</summary>
    [JsonStringEnumMemberName("no_slab")]
    NoSlab,
}

/// <param name="Line">Counted from 1.</param>
/// <param name="Quoted">In percent.</param>
/// <param name="Now">What the table says; null when it says nothing of the goods.</param>
/// <param name="Rule">The row that says it.</param>
public sealed record LineRate(
    int Line,
    string Sku,
    RateConcern Concern,
    decimal Quoted,
    decimal? Now,
    string? Rule
);

/// <summary>What the rates of a day would make of a quotation: what a revision would show.</summary>
/// <param name="Lines">Those whose rate is another, or odd.</param>
public sealed record RateReview(IReadOnlyList<LineRate> Lines)
{
    public static RateReview Of(Quotation quotation, GstRateTable rates, LocalDate day) =>
        new([
            .. quotation
                .Items.Index()
                .Select(l => Look(l.Index + 1, l.Item, rates.Find(l.Item.Hsn, day), day))
                .OfType<LineRate>(),
        ]);

    private static LineRate? Look(int number, QuotationLine line, GstRate? row, LocalDate day)
    {
        if (ConcernOf(line, row, day) is not { } concern)
            return null;
        return new LineRate(number, line.Sku, concern, line.GstRate, row?.Rate, row?.Rule);
    }

    private static RateConcern? ConcernOf(QuotationLine line, GstRate? row, LocalDate day)
    {
        var differs = row is not null && row.Rate != line.GstRate;
        var byHand = line.RateRule == QuotationLine.RateByHand;
        if (byHand && !GstSlabs.On(day).Contains(line.GstRate))
            return RateConcern.NoSlab;
        if (!differs)
            return null;
        return byHand ? RateConcern.DiffersFromTable : RateConcern.Changed;
    }
}
