using KoSales.Domain.Deals;
using KoSales.Domain.Kernel.Amounts;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Domain.Quotations;
using KoSales.Domain.Timeline;
using KoSales.Tests.Quotations;
using NodaTime;

namespace KoSales.Tests.Deals;

public sealed class DealQuotationTests
{
    private static readonly Command Command = At(QuotationSamples.Now);

    private static readonly Deal Blank = Deal.Blank(DealId.Of("D-1"));

    private static readonly Deal Sent = Holding(QuotationSamples.Sent);

    private static Command At(Instant now) => new(QuotationSamples.Agent, now, "test");

    private static Deal Holding(Quotation quotation) =>
        Blank.Holding(new QuotationFact(quotation, "quotation.sent"), QuotationSamples.Now);

    [Fact]
    public void A_deal_without_a_quotation_says_so()
    {
        Assert.Equal("quotation.not_found", Blank.Offered().Faults[0].Code);
    }

    [Fact]
    public void A_revision_goes_into_the_history_and_stays_as_it_was()
    {
        var other = QuotationSamples.Content with { Terms = "Cash." };

        var revised = Sent.With(Sent.Quote(other).Value, Command).Entity;

        Assert.Equal(
            (2, QuotationStatus.Draft),
            (revised.Quotation!.Revision, revised.Quotation.Status)
        );
        Assert.Equal(QuotationStatus.Superseded, revised.QuotationHistory.Single().Status);
        Assert.Equal("Payment in advance.", revised.Revision(1)!.Terms);
        Assert.Null(revised.Revision(3));
    }

    [Fact]
    public void A_closed_deal_is_not_quoted_and_a_lost_one_accepts_nothing()
    {
        var lost = Sent.At(
            new StageDefinition
            {
                Key = "lost",
                Name = "Lost",
                Type = StageType.Lost,
            },
            "price",
            QuotationSamples.Now
        );

        Assert.Equal("deal.not_open", lost.Quote(QuotationSamples.Content).Faults[0].Code);
        Assert.Equal("deal.not_open", lost.ObjectionToOffer()?.Code);
        Assert.Null(Sent.ObjectionToOffer());
    }

    [Fact]
    public void A_deal_has_fifty_revisions_and_no_more()
    {
        var deal = Holding(QuotationSamples.Sent with { Revision = DealQuotations.MostRevisions });

        var refused = deal.Quote(QuotationSamples.Content with { Terms = "Cash." });

        Assert.Equal("quotation.too_many_revisions", refused.Faults[0].Code);
    }

    [Fact]
    public void The_timeline_tells_what_changed_and_nothing_is_written_where_nothing_did()
    {
        var edited = Blank.With(QuotationDecisions.Begin(QuotationSamples.Content), Command);
        var same = edited.Entity.Quote(QuotationSamples.Content).Value;

        var again = edited.Entity.With(same, Command);

        Assert.Equal((TimelineKind.Quotation, "quotation.drafted"), (edited.Kind, edited.Summary));
        Assert.Contains(edited.Changes, c => c.Field == "quotation.status");
        Assert.Empty(again.Changes);
        Assert.Same(edited.Entity, again.Entity);
    }

    [Fact]
    public void What_is_accepted_is_the_amount_of_the_deal_in_the_same_version()
    {
        var guessed = Sent with { Version = 4, Amount = Money.Of(5_000) };
        var seen = new SeenRevision(1, QuotationSamples.Sent.ContentHash);

        var fact = guessed.With(Sent.Quotation!.Accept(seen, null, Command).Value, Command);
        var rejected = guessed.With(Sent.Quotation!.Reject(seen, null, Command).Value, Command);

        Assert.Equal((5, Money.Of(8_978)), (fact.Entity.Version, fact.Entity.Amount));
        Assert.Equal(
            ("5000", "8978"),
            fact.Changes.Where(c => c.Field == "amount").Select(c => (c.Old, c.New)).Single()
        );
        Assert.Equal(Money.Of(5_000), rejected.Entity.Amount);
    }

    [Fact]
    public void It_is_reminded_of_three_times_and_then_it_ends()
    {
        List<string> told = [];
        var deal = Sent;
        while (deal.QuotationDueAt is { } due && told.Count < 10)
        {
            var fact = deal.Due(At(due))!;
            told.Add(fact.Type);
            deal = deal.Holding(fact, due);
        }

        Assert.Equal(
            ["quotation.reminder", "quotation.reminder", "quotation.reminder", "quotation.expired"],
            told
        );
        Assert.Equal(QuotationStatus.Expired, deal.Quotation!.Status);
    }

    [Fact]
    public void Nothing_is_due_before_its_time_and_after_downtime_it_ends_at_once()
    {
        var late = Sent.Due(At(Sent.Quotation!.ExpiresAt + Duration.FromDays(9)));

        Assert.Null(Sent.Due(Command));
        Assert.Equal("quotation.expired", late?.Type);
    }
}
