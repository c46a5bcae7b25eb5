using KoSales.Domain.Deals;
using KoSales.Domain.Quotations;
using KoSales.Domain.Quotations.Pricing;
using KoSales.Tests.Quotations;

namespace KoSales.Tests.Deals;

public sealed class QuotationAuditTests
{
    private static readonly Deal Sent = Holding(QuotationSamples.Sent);

    private static Deal Holding(Quotation quotation) =>
        Deal.Blank(DealId.Of("D-1"))
            .Holding(new QuotationFact(quotation, "quotation.sent"), QuotationSamples.Now);

    private static QuotationLine Line => QuotationSamples.Sent.Items[0];

    private static QuotationTotals Totals => QuotationSamples.Sent.Totals;

    [Fact]
    public void Nothing_is_said_of_quotations_as_decisions_make_them()
    {
        Assert.All(
            [
                Deal.Blank(DealId.Of("D-1")),
                Holding(QuotationSamples.Draft),
                Sent,
                Holding(QuotationSamples.Accepted),
                Holding(QuotationSamples.Rejected),
                Holding(QuotationSamples.Expired),
                Sent.Holding(QuotationSamples.Revision, QuotationSamples.Now),
            ],
            deal => Assert.Empty(QuotationAudit.Violations(deal))
        );
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void What_was_changed_behind_the_decisions_is_told(string told, Quotation broken)
    {
        Assert.Contains(told, QuotationAudit.Violations(Holding(broken)));
    }

    public static TheoryData<string, Quotation> Broken =>
        new()
        {
            { "revision 1 has another content than its hash says", With(terms: "Cash.") },
            {
                "the totals of revision 1 are not the sums of its lines",
                QuotationSamples.Sent with
                {
                    Totals = Totals with { GrandTotal = Totals.GrandTotal + 1 },
                }
            },
            { "a line of revision 1 does not add up", With(Line with { LineTotal = 1 }) },
            {
                "a line of revision 1 has both kinds of tax, or unequal halves",
                With(Line with { Igst = 1 })
            },
            {
                "revision 1 was sent without a number",
                QuotationSamples.Sent with
                {
                    Number = null,
                }
            },
            {
                "its revisions do not count up from 1 one by one",
                QuotationSamples.Sent with
                {
                    Revision = 2,
                }
            },
        };

    [Fact]
    public void A_past_revision_that_is_not_closed_is_told()
    {
        var deal = Sent with
        {
            QuotationHistory = [QuotationSamples.Sent],
            Quotation = QuotationSamples.Sent with { Revision = 2 },
        };
        Assert.Contains("revision 1 is past and not closed", QuotationAudit.Violations(deal));
    }

    [Fact]
    public void A_timer_for_nothing_is_told()
    {
        Assert.Contains(
            "the timer waits for a quotation that is with nobody, or for none",
            QuotationAudit.Violations(Sent with { QuotationDueAt = null })
        );
    }

    private static Quotation With(string terms) => QuotationSamples.Sent with { Terms = terms };

    private static Quotation With(QuotationLine line) =>
        QuotationSamples.Sent with
        {
            Items = [line],
        };
}
