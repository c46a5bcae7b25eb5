using KoSales.Domain.Kernel.Amounts;
using KoSales.Domain.Quotations;
using static KoSales.Tests.Quotations.QuotationSamples;

namespace KoSales.Tests.Quotations;

public sealed class QuotationApprovalTests
{
    private static readonly ApprovalPolicy UpToFourPercent = new(4, null);

    [Theory]
    [InlineData("5", null, "")]
    [InlineData("4.99", null, "discount")]
    [InlineData(null, "8978", "")]
    [InlineData(null, "8977.99", "total")]
    [InlineData("0", "0", "discount, total")]
    [InlineData(null, null, "")]
    public void A_manager_is_needed_above_the_limits(string? percent, string? total, string reasons)
    {
        var policy = new ApprovalPolicy(Number(percent), Number(total));

        var found = policy.ReasonsFor(Draft).Select(WireNames<ApprovalReason>.Of);

        Assert.Equal(reasons, string.Join(", ", found));
    }

    [Fact]
    public void What_needs_an_approval_is_not_sent_without()
    {
        var verdict = Draft.Send(To(UpToFourPercent), By(Agent));

        var fault = Assert.Single(verdict.Faults);
        Assert.Equal("quotation.needs_approval", fault.Code);
        Assert.Equal(Draft.ContentHash, fault.Facts!["content_hash"].ToString());
        Assert.Equal("discount", fault.Facts["reasons"].ToString());
    }

    [Fact]
    public void An_approved_content_is_sent()
    {
        var approved = Approved(Draft);

        var sent = approved.Send(To(UpToFourPercent), By(Agent)).Value.Quotation;

        Assert.Equal(QuotationStatus.Sent, sent.Status);
        Assert.Equal("A0-0002", Assert.Single(sent.Approvals).By);
    }

    [Fact]
    public void An_edit_voids_the_approval_and_taking_it_back_restores_it()
    {
        var edited = Approved(Draft).Revise(Dearer).Value.Quotation;
        var restored = edited.Revise(Content).Value.Quotation;

        Assert.True(edited.Send(To(UpToFourPercent), By(Agent)).IsRefused);
        Assert.False(restored.Send(To(UpToFourPercent), By(Agent)).IsRefused);
    }

    [Fact]
    public void An_approval_of_another_content_counts_for_nothing()
    {
        var other = new QuotationApproval(Dearer.Hash, "A0-0002", Now, null);

        var verdict = (Draft with { Approvals = [other] }).Send(To(UpToFourPercent), By(Agent));

        Assert.True(verdict.IsRefused);
    }

    [Fact]
    public void A_manager_approves_only_what_he_saw()
    {
        var verdict = Draft.Approve(new SeenRevision(1, Dearer.Hash), null, By(Manager));

        Assert.Equal("quotation.content_changed", Assert.Single(verdict.Faults).Code);
    }

    [Fact]
    public void An_agent_cannot_approve()
    {
        var verdict = Draft.Approve(SeenOf(Draft), null, By(Agent));

        Assert.Equal(
            (FaultKind.Forbidden, "quotation.approver_role"),
            (verdict.Faults[0].Kind, verdict.Faults[0].Code)
        );
    }

    [Fact]
    public void A_second_approval_of_the_same_adds_nothing() =>
        Assert.Single(Approved(Approved(Draft)).Approvals);

    private static Quotation Approved(Quotation draft) =>
        draft.Approve(SeenOf(draft), "fine", By(Manager)).Value.Quotation;

    private static decimal? Number(string? text) =>
        DecimalText.TryRead(text, 2, out var number) ? number : null;
}
