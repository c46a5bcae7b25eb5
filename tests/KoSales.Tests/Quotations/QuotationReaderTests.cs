using KoSales.Domain.Quotations.Pricing;
using KoSales.Domain.Quotations.Reading;
using static KoSales.Tests.Quotations.QuotationSamples;

namespace KoSales.Tests.Quotations;

public sealed class QuotationReaderTests
{
    [Fact]
    public void Every_fault_is_told_at_once_with_its_place()
    {
        var verdict = QuotationReader.Read(
            new QuotationInput
            {
                PlaceOfSupply = "40",
                ValidUntil = "31-12-2026",
                Items =
                [
                    Humic,
                    new QuotationItemInput
                    {
                        Sku = " ",
                        Name = new string('x', 201),
                        Hsn = "310",
                        Quantity = "0",
                        Unit = "BTL",
                        UnitPrice = "-1",
                        DiscountPercent = "100.01",
                        GstRate = "five",
                    },
                ],
                Terms = new string('x', 5_001),
            }
        );

        Assert.Equal(
            [
                "/place_of_supply",
                "/valid_until",
                "/items/1/sku",
                "/items/1/name",
                "/items/1/hsn",
                "/items/1/quantity",
                "/items/1/unit_price",
                "/items/1/discount_percent",
                "/items/1/gst_rate",
                "/terms",
            ],
            verdict.Faults.Select(f => f.Pointer)
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(201)]
    public void It_has_1_to_200_items(int count)
    {
        var verdict = QuotationReader.Read(
            Input with
            {
                Items = [.. Enumerable.Repeat(Humic, count)],
            }
        );

        Assert.Equal("quotation.item_count", Assert.Single(verdict.Faults).Code);
    }

    [Fact]
    public void The_largest_quotation_is_refused_and_does_not_overflow()
    {
        var largest = Humic with
        {
            Quantity = "9999999.999",
            UnitPrice = "99999999.9999",
            GstRate = "100",
            DiscountPercent = "0",
        };
        var input = Input with { Items = [.. Enumerable.Repeat(largest, 200)] };

        var verdict = QuotationPricing.Price(QuotationReader.Read(input).Value, Terms);

        Assert.Equal("quotation.total_too_large", Assert.Single(verdict.Faults).Code);
    }
}
