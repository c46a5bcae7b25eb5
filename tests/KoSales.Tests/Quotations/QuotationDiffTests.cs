using KoSales.Domain.Quotations;
using static KoSales.Tests.Quotations.QuotationSamples;

namespace KoSales.Tests.Quotations;

public sealed class QuotationDiffTests
{
    [Fact]
    public void A_changed_price_shows_in_its_line_and_in_the_totals()
    {
        var diff = Revision.Diff!;

        var line = Assert.Single(diff.Lines);
        Assert.Equal((LineChange.Changed, 1, "HUM-1L"), (line.Change, line.Line, line.Sku));
        Assert.Equal(
            [
                "unit_price: 450.00 → 460.00",
                "taxable_value: 8550.00 → 8740.00",
                "cgst: 213.75 → 218.50",
                "sgst: 213.75 → 218.50",
                "gross: 9000.00 → 9200.00",
                "discount: 450.00 → 460.00",
                "line_total: 8977.50 → 9177.00",
            ],
            line.Fields.Select(f => $"{f.Field}: {f.Old} → {f.New}")
        );
        Assert.Contains(
            "totals.grand_total: 8978.00 → 9177.00",
            diff.Fields.Select(f => $"{f.Field}: {f.Old} → {f.New}")
        );
    }

    [Fact]
    public void Lines_are_added_removed_and_told_apart_when_a_product_stands_twice()
    {
        var earlier = Priced(Input with { Items = [Humic, Chlorpyrifos] });
        var later = Priced(
            Input with
            {
                Items = [Humic, Humic with { DiscountPercent = "100", Name = "Free bottle" }],
            }
        );

        var diff = QuotationDiff.Between(earlier, later);

        Assert.Equal(
            ["Added 2 HUM-1L", "Removed 2 CHL-500"],
            diff.Lines.Select(l => $"{l.Change} {l.Line} {l.Sku}")
        );
        Assert.All(diff.Lines[0].Fields, f => Assert.Null(f.Old));
        Assert.All(diff.Lines[1].Fields, f => Assert.Null(f.New));
    }

    [Fact]
    public void The_same_content_has_no_differences()
    {
        var diff = QuotationDiff.Between(Content, Priced(Input));

        Assert.Empty(diff.Fields);
        Assert.Empty(diff.Lines);
    }

    [Fact]
    public void Terms_and_dates_are_fields_of_the_quotation()
    {
        var later = Priced(Input with { Terms = null, ValidUntil = "2027-01-15" });

        var diff = QuotationDiff.Between(Content, later);

        Assert.Equal(
            ["valid_until: 2026-12-31 → 2027-01-15", "terms: Payment in advance. → "],
            diff.Fields.Select(f => $"{f.Field}: {f.Old} → {f.New}")
        );
        Assert.Empty(diff.Lines);
    }
}
