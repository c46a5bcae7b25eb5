using FsCheck;
using FsCheck.Fluent;
using KoSales.Domain.Kernel.Amounts;
using KoSales.Domain.Quotations;
using KoSales.Domain.Quotations.Pricing;
using KoSales.Domain.Quotations.Reading;
using static KoSales.Tests.Quotations.QuotationSamples;

namespace KoSales.Tests.Quotations;

public sealed class QuotationPropertyTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(10_000);

    private static readonly Gen<QuotationItemInput> Item =
        from hsn in Gen.Elements("31010099", "3808", "380893", "120991", "84244100", "2840")
        from quantity in Gen.Choose(1, 5_000_000)
        from price in Gen.OneOf(Gen.Choose(0, 1_000), Gen.Choose(0, 999_999_999))
        from discount in Gen.OneOf(Gen.Constant(0), Gen.Choose(0, 10_000))
        from rate in Gen.Elements(null, null, "0", "0.25", "1.5", "3", "5", "12", "18", "28", "40")
        select Humic with
        {
            Hsn = hsn,
            Quantity = DecimalText.Plain(quantity / 1000m),
            UnitPrice = DecimalText.Price(price / 10_000m),
            DiscountPercent = DecimalText.Plain(discount / 100m),
            GstRate = rate,
        };

    private static readonly Gen<QuotationInput> Inputs =
        from items in Item.NonEmptyListOf()
        from place in Gen.Elements("23", "23", "27", "07")
        from sez in Gen.Elements(false, false, true)
        select Input with
        {
            Items = [.. items],
            PlaceOfSupply = place,
            Sez = sez,
        };

    [Fact]
    public void Totals_are_the_sums_of_the_lines() =>
        Prop.ForAll(Inputs.ToArbitrary(), input => SumsUp(Priced(input))).Check(Many);

    [Fact]
    public void The_taxes_of_a_line_are_its_tax_and_go_by_where_it_is_supplied() =>
        Prop.ForAll(
                Inputs.ToArbitrary(),
                input =>
                {
                    var interState = input.PlaceOfSupply != "23" || input.Sez == true;
                    return Priced(input).Items.All(l => TaxedRight(l, interState));
                }
            )
            .Check(Many);

    [Fact]
    public void No_tax_is_a_paisa_off_its_exact_amount() =>
        Prop.ForAll(
                Inputs.ToArbitrary(),
                input =>
                    Priced(input)
                        .Items.All(l => Math.Abs(l.Tax - l.TaxableValue * l.GstRate / 100) <= 0.01m)
            )
            .Check(Many);

    private static bool SumsUp(QuotationContent content)
    {
        var (lines, totals) = (content.Items, content.Totals);
        return totals.Gross == lines.Sum(l => l.Gross)
            && totals.Discount == lines.Sum(l => l.Discount)
            && totals.TaxableValue == totals.Gross - totals.Discount
            && totals.Cgst == lines.Sum(l => l.Cgst)
            && totals.Sgst == lines.Sum(l => l.Sgst)
            && totals.Igst == lines.Sum(l => l.Igst)
            && totals.GrandTotal == lines.Sum(l => l.LineTotal) + totals.RoundOff
            && totals.GrandTotal
                == totals.TaxableValue + totals.Cgst + totals.Sgst + totals.Igst + totals.RoundOff
            && decimal.IsInteger(totals.GrandTotal)
            && totals.RoundOff is > -0.5m and <= 0.5m;
    }

    private static bool TaxedRight(QuotationLine line, bool interState)
    {
        var whole = line.LineTotal - line.TaxableValue;
        var inPaise = decimal.IsInteger(line.Cgst * 100) && decimal.IsInteger(line.Igst * 100);
        return whole == line.Cgst + line.Sgst + line.Igst
            && line.Cgst == line.Sgst
            && inPaise
            && (interState ? line.Cgst == 0 : line.Igst == 0);
    }
}
