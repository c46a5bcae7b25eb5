using KoSales.Domain.Assignment;
using NodaTime;

namespace KoSales.Tests.Assignment;

public sealed class StrongestClaimTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 11, 22, 7, 30);

    private static WorkClaim Deal(string id, decimal? amount, int day = 0) =>
        new(new EntityRef(EntityKind.Deal, id), new Holder("A-" + id, null), At(day))
        {
            Amount = amount,
        };

    private static WorkClaim Lead(string id, int? contacted, int day = 0) =>
        new(new EntityRef(EntityKind.Lead, id), new Holder("A-" + id, null), At(day))
        {
            LeadId = id,
            LastContactedAt = contacted is { } on ? At(on) : null,
        };

    private static Instant At(int day) => Start + Duration.FromDays(day);

    private static (string? By, ClaimReason? Why) Of(params WorkClaim[] claims) =>
        StrongestClaim.Of(claims) is { } strongest
            ? (strongest.Claim.By.Id, strongest.Why)
            : (null, null);

    [Fact]
    public void The_largest_deal_comes_before_any_lead() =>
        Assert.Equal(
            ("D-2", ClaimReason.LargestOpenDeal),
            Of(Deal("D-1", 100), Lead("K0-1", contacted: 9), Deal("D-2", 200), Deal("D-3", null))
        );

    [Fact]
    public void A_deal_without_an_amount_still_comes_before_a_lead() =>
        Assert.Equal(
            ("D-1", ClaimReason.LargestOpenDeal),
            Of(Lead("K0-1", contacted: 9), Deal("D-1", null))
        );

    [Fact]
    public void Of_two_deals_alike_the_newer_one() =>
        Assert.Equal(
            ("D-2", ClaimReason.LargestOpenDeal),
            Of(Deal("D-1", 100, day: 1), Deal("D-2", 100, day: 2))
        );

    [Fact]
    public void Without_deals_the_lead_that_was_contacted_last() =>
        Assert.Equal(
            ("K0-2", ClaimReason.LastContactedLead),
            Of(
                Lead("K0-1", contacted: 3, day: 1),
                Lead("K0-2", contacted: 4, day: 0),
                Lead("K0-3", contacted: null, day: 9)
            )
        );

    [Fact]
    public void Where_nobody_was_contacted_the_newest_lead() =>
        Assert.Equal(
            ("K0-2", ClaimReason.NewestLead),
            Of(Lead("K0-1", contacted: null, day: 1), Lead("K0-2", contacted: null, day: 2))
        );

    [Fact]
    public void In_whatever_order_they_are_named_the_same_one_wins()
    {
        WorkClaim[] claims = [Deal("D-1", 100), Deal("D-2", 100), Deal("D-3", 100)];

        Assert.Equal(Of(claims), Of([.. claims.Reverse()]));
    }

    [Fact]
    public void Without_claims_there_is_none() => Assert.Equal((null, null), Of());

    [Fact]
    public void It_says_what_it_goes_by()
    {
        var deal = StrongestClaim.Of([Deal("D-1", 5)])!;

        Assert.Equal("Follows the largest open deal, D-1.", deal.Told(moves: true));
        Assert.Equal("Stays with the largest open deal, D-1.", deal.Told(moves: false));
        Assert.Equal(
            "Follows the open lead that was contacted last, K0-1.",
            StrongestClaim.Of([Lead("K0-1", 1)])!.Told(moves: true)
        );
        Assert.Equal(
            "Follows the newest open lead, K0-1.",
            StrongestClaim.Of([Lead("K0-1", null)])!.Told(moves: true)
        );
    }
}
