using KoSales.Domain.Quotations;
using KoSales.Domain.Quotations.Pricing;
using KoSales.Domain.Quotations.Reading;
using NodaTime;
using static KoSales.Tests.Quotations.QuotationSamples;

namespace KoSales.Tests.Quotations;

public sealed class QuotationPricingTests
{
    [Fact]
    public void The_example_comes_to_the_rupee_that_it_says()
    {
        var totals = Content.Totals;

        Assert.Equal((9000m, 450m, 8550m), (totals.Gross, totals.Discount, totals.TaxableValue));
        Assert.Equal((213.75m, 213.75m, 0m), (totals.Cgst, totals.Sgst, totals.Igst));
        Assert.Equal((0.50m, 8978m), (totals.RoundOff, totals.GrandTotal));
        Assert.Equal("given", Content.Items[0].RateRule);
    }

    [Theory]
    [InlineData("27", false)]
    [InlineData("23", true)]
    public void Another_state_or_a_special_zone_has_integrated_tax(string place, bool sez)
    {
        var totals = Priced(Input with { PlaceOfSupply = place, Sez = sez }).Totals;

        Assert.Equal((0m, 0m, 427.50m), (totals.Cgst, totals.Sgst, totals.Igst));
    }

    [Fact]
    public void A_line_without_a_rate_has_that_of_the_table_and_names_the_row()
    {
        var line = Priced(Input with { Items = [Chlorpyrifos] }).Items[0];

        Assert.Equal((18m, "3808.2025-09-22@1"), (line.GstRate, line.RateRule));
    }

    [Fact]
    public void Every_step_of_a_line_is_rounded_before_the_next()
    {
        var line = Priced(
            Input with
            {
                Items = [Chlorpyrifos with { DiscountPercent = "2.5" }],
            }
        ).Items[0];

        Assert.Equal((833.34m, 20.83m, 812.51m), (line.Gross, line.Discount, line.TaxableValue));
        Assert.Equal((73.13m, 73.13m, 958.77m), (line.Cgst, line.Sgst, line.LineTotal));
    }

    [Fact]
    public void Goods_without_a_known_rate_need_one_by_hand()
    {
        var draft = QuotationReader
            .Read(Input with { Items = [Humic, Humic with { Hsn = "9403", GstRate = null }] })
            .Value;

        var verdict = QuotationPricing.Price(draft, Terms);

        var fault = Assert.Single(verdict.Faults);
        Assert.Equal(("/items/1/hsn", "quotation.no_gst_rate"), (fault.Pointer, fault.Code));
    }

    [Fact]
    public void The_last_day_may_be_today_and_not_earlier()
    {
        var today = QuotationReader.Read(Input with { ValidUntil = "2026-11-22" }).Value;
        var yesterday = QuotationReader.Read(Input with { ValidUntil = "2026-11-21" }).Value;

        Assert.False(QuotationPricing.Price(today, Terms).IsRefused);
        Assert.Equal(
            "quotation.valid_until_past",
            Assert.Single(QuotationPricing.Price(yesterday, Terms).Faults).Code
        );
    }

    [Fact]
    public void A_changed_rate_shows_in_the_review_and_in_what_a_revision_would_be()
    {
        var sprayer = Humic with { Hsn = "84244100", GstRate = null };
        var before = Terms with { Day = new LocalDate(2025, 9, 21) };
        var quotation = QuotationDecisions
            .Begin(Priced(Input with { Items = [sprayer] }, before))
            .Quotation;

        var review = RateReview.Of(quotation, Terms.Rates, Terms.Day);
        var today = QuotationPricing.Price(QuotationDraft.Of(quotation), Terms).Value;

        var rate = Assert.Single(review.Lines);
        Assert.Equal((RateConcern.Changed, 12m, 5m), (rate.Concern, rate.Quoted, rate.Now!.Value));
        Assert.Equal(9576m, quotation.Totals.GrandTotal);
        Assert.Equal(8978m, today.Totals.GrandTotal);
    }

    [Theory]
    [InlineData("12", RateConcern.NoSlab)]
    [InlineData("18", RateConcern.DiffersFromTable)]
    public void An_odd_rate_by_hand_is_told(string rate, RateConcern concern)
    {
        var quotation = QuotationDecisions
            .Begin(Priced(Input with { Items = [Humic with { GstRate = rate }] }))
            .Quotation;

        var review = RateReview.Of(quotation, Terms.Rates, Terms.Day);

        Assert.Equal(concern, Assert.Single(review.Lines).Concern);
    }

    [Fact]
    public void The_usual_rate_by_hand_is_not_worth_telling() =>
        Assert.Empty(RateReview.Of(Draft, Terms.Rates, Terms.Day).Lines);
}
