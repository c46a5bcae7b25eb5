using KoSales.Domain.Quotations;
using NodaTime;
using static KoSales.Tests.Quotations.QuotationSamples;

namespace KoSales.Tests.Quotations;

public sealed class QuotationDecisionTests
{
    private const string Table = """
                   revise             approve            send               accept             reject             withdraw            expire
        draft      quotation.edited   quotation.approved quotation.sent     ! status_forbids   ! status_forbids   quotation.withdrawn ! status_forbids
        sent       quotation.revised  ! status_forbids   ! status_forbids   quotation.accepted quotation.rejected quotation.withdrawn ! status_forbids
        accepted   ! status_forbids   ! status_forbids   ! status_forbids   ! status_forbids   ! status_forbids   ! status_forbids    ! status_forbids
        rejected   quotation.revised  ! status_forbids   ! status_forbids   ! status_forbids   ! status_forbids   ! status_forbids    ! status_forbids
        expired    quotation.revised  ! status_forbids   ! status_forbids   ! expired          ! expired          ! status_forbids    ! status_forbids
        superseded ! superseded       ! status_forbids   ! status_forbids   ! superseded       ! superseded       ! superseded        ! status_forbids
        withdrawn  quotation.revised  ! status_forbids   ! status_forbids   ! status_forbids   ! status_forbids   ! status_forbids    ! status_forbids
        """;

    private static readonly Func<Quotation, Verdict<QuotationFact>>[] Actions =
    [
        q => q.Revise(Dearer),
        q => q.Approve(SeenOf(q), null, By(Manager)),
        q => q.Send(To(ApprovalPolicy.Unlimited), By(Agent)),
        q => q.Accept(SeenOf(q), null, By(Agent)),
        q => q.Reject(SeenOf(q), null, By(Agent)),
        q => q.Withdraw(null, By(Agent)),
        q => q.Expire(By(Agent)),
    ];

    [Fact]
    public void Each_state_allows_what_the_table_says()
    {
        Quotation[] states = [Draft, Sent, Accepted, Rejected, Expired, Superseded, Withdrawn];

        var rows = states.Select(q =>
            WireNames<QuotationStatus>.Of(q.Status)
            + " "
            + string.Join(' ', Actions.Select(a => Outcome(a(q))))
        );

        Assert.Equal(
            Words(string.Join('\n', Table.Split('\n').Skip(1))),
            Words(string.Join('\n', rows))
        );
    }

    [Fact]
    public void The_first_sending_gives_the_next_number_of_the_series()
    {
        var fact = Out(Draft);

        Assert.Equal("KO/26-27/00001", fact.Quotation.Number);
        Assert.Equal((2L, 2), (fact.Series!.Next, fact.Series.Version));
        Assert.Equal((Now, "C-7"), (fact.Quotation.SentAt!.Value, fact.Quotation.SentTo));
    }

    [Fact]
    public void A_revision_of_a_sent_quotation_supersedes_it_and_keeps_its_number()
    {
        Assert.Equal(
            (QuotationStatus.Draft, 2, "KO/26-27/00001"),
            (Revision.Quotation.Status, Revision.Quotation.Revision, Revision.Quotation.Number)
        );
        Assert.Equal(
            (QuotationStatus.Superseded, 1),
            (Revision.Past!.Status, Revision.Past.Revision)
        );
        Assert.Null(Out(Revision.Quotation).Series);
    }

    [Fact]
    public void What_was_sent_stays_as_it_was()
    {
        var past = Revision.Past!;

        Assert.Equal(Sent with { Status = QuotationStatus.Superseded }, past);
        Assert.Equal(past.Content.Hash, past.ContentHash);
    }

    [Fact]
    public void A_superseded_revision_cannot_be_accepted()
    {
        var resent = Out(Revision.Quotation).Quotation;

        var verdict = resent.Accept(SeenOf(Sent), null, By(Agent));

        var fault = Assert.Single(verdict.Faults);
        Assert.Equal("quotation.superseded", fault.Code);
        Assert.Equal("2", fault.Facts!["current_revision"].ToString());
    }

    [Fact]
    public void Another_content_than_was_seen_cannot_be_accepted()
    {
        var verdict = Sent.Accept(new SeenRevision(1, Dearer.Hash), null, By(Agent));

        Assert.Equal("quotation.content_changed", Assert.Single(verdict.Faults).Code);
    }

    [Fact]
    public void The_same_content_again_makes_no_revision()
    {
        var fact = Sent.Revise(Priced(Input)).Value;

        Assert.Same(Sent, fact.Quotation);
        Assert.Null(fact.Past);
    }

    [Fact]
    public void A_decided_quotation_goes_into_the_history_as_it_ended()
    {
        var fact = Rejected.Revise(Content).Value;

        Assert.Equal(QuotationStatus.Rejected, fact.Past!.Status);
        Assert.Equal((2, QuotationStatus.Draft), (fact.Quotation.Revision, fact.Quotation.Status));
        Assert.Null(fact.Quotation.DecidedAt);
    }

    [Fact]
    public void It_is_valid_to_the_end_of_its_last_day_in_India()
    {
        var midnight = Instant.FromUtc(2026, 12, 31, 18, 30);
        var before = midnight - Duration.FromSeconds(1);

        Assert.Equal(midnight, Sent.ExpiresAt);
        Assert.False(Sent.Accept(SeenOf(Sent), null, At(before)).IsRefused);
        Assert.True(Sent.Expire(At(before)).IsRefused);
        Assert.Equal(
            "quotation.expired",
            Sent.Accept(SeenOf(Sent), null, At(midnight)).Faults[0].Code
        );
        Assert.Equal(QuotationStatus.Expired, Sent.Expire(At(midnight)).Value.Quotation.Status);
    }

    [Fact]
    public void What_is_over_cannot_be_sent() =>
        Assert.Equal(
            "quotation.expired",
            Draft.Send(To(ApprovalPolicy.Unlimited), At(Draft.ExpiresAt)).Faults[0].Code
        );

    [Fact]
    public void Reminders_come_on_their_days_and_end_with_the_last()
    {
        var policy = new ReminderPolicy([3, 1], new LocalTime(10, 0));
        var first = Instant.FromUtc(2026, 12, 28, 4, 30);
        var second = Instant.FromUtc(2026, 12, 30, 4, 30);

        Assert.Equal(first, policy.NextAfter(Sent, Now));
        Assert.Equal(second, policy.NextAfter(Sent, first));
        Assert.Null(policy.NextAfter(Sent, second));
        Assert.Null(policy.NextAfter(Accepted, Now));
    }

    [Fact]
    public void A_link_opens_by_its_token_and_only_the_hash_is_kept()
    {
        var shared = Draft
            .Send(
                To(ApprovalPolicy.Unlimited) with
                {
                    ShareTokenHash = ShareToken.HashOf("t0ken"),
                },
                By(Agent)
            )
            .Value.Quotation;

        Assert.True(ShareToken.Opens("t0ken", shared));
        Assert.False(ShareToken.Opens("T0ken", shared));
        Assert.False(ShareToken.Opens("t0ken", Sent));
        Assert.DoesNotContain("t0ken", shared.ToString(), StringComparison.Ordinal);
    }

    private static string Outcome(Verdict<QuotationFact> verdict) =>
        verdict.Match(f => f.Type, f => "! " + f[0].Code["quotation.".Length..]);

    private static string[] Words(string text) =>
        text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
