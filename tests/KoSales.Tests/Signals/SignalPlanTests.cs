using KoSales.Domain.Leads;
using KoSales.Domain.Signals;
using KoSales.Domain.Signals.Sources;
using NodaTime;
using static KoSales.Tests.Signals.SignalSamples;

namespace KoSales.Tests.Signals;

public sealed class SignalPlanTests
{
    private static readonly EntityRef Person = new(EntityKind.Contact, "C-1");

    [Theory]
    [InlineData(SignalKind.WebForm, SignalMove.Create)]
    [InlineData(SignalKind.MissedCall, SignalMove.Create)]
    [InlineData(SignalKind.WhatsappMessage, SignalMove.Create)]
    [InlineData(SignalKind.AdLead, SignalMove.Create)]
    [InlineData(SignalKind.IndiamartEnquiry, SignalMove.Create)]
    [InlineData(SignalKind.CartAbandoned, SignalMove.Ignore)]
    [InlineData(SignalKind.OrderPlaced, SignalMove.Ignore)]
    [InlineData(SignalKind.LicenceExpiring, SignalMove.Ignore)]
    [InlineData(SignalKind.Custom, SignalMove.Ignore)]
    public void An_enquiry_of_nobody_known_makes_a_lead(SignalKind kind, SignalMove move)
    {
        Assert.Equal(move, Plan(kind).Move);
        Assert.Equal(
            SignalMove.Ignore,
            SignalPlan.Of(kind, [], ClosedLeadPolicy.Usual, named: true, Now).Move
        );
    }

    [Fact]
    public void An_open_lead_comes_before_a_contact_and_that_before_a_closed_lead()
    {
        var open = Lead("K0-1", LeadStatus.Open, 30);
        var contact = new SignalCandidate(Person, IsOpen: true, null, Now);
        var lost = Lead("K0-2", LeadStatus.Lost, 1);

        Assert.Equal(
            new SignalPlan(SignalMove.Add, open.Ref),
            Plan(SignalKind.WebForm, lost, contact, open)
        );
        Assert.Equal(
            new SignalPlan(SignalMove.Add, Person),
            Plan(SignalKind.WebForm, lost, contact)
        );
        Assert.Equal(
            new SignalPlan(SignalMove.Reopen, lost.Ref),
            Plan(SignalKind.WebForm, Lead("K0-3", LeadStatus.Lost, 2), lost)
        );
    }

    [Theory]
    [InlineData(LeadStatus.Lost, 180, SignalMove.Reopen)]
    [InlineData(LeadStatus.Lost, 181, SignalMove.Create)]
    [InlineData(LeadStatus.Junk, 1_000, SignalMove.Note)]
    [InlineData(LeadStatus.Converted, 1, SignalMove.Create)]
    public void A_closed_lead_goes_by_the_policy(LeadStatus status, int days, SignalMove move) =>
        Assert.Equal(move, Plan(SignalKind.WebForm, Lead("K0-1", status, days)).Move);

    [Fact]
    public void What_asks_for_no_answer_is_noted_on_a_closed_lead() =>
        Assert.Equal(
            SignalMove.Note,
            Plan(SignalKind.OrderPlaced, Lead("K0-1", LeadStatus.Lost, 1)).Move
        );

    [Fact]
    public void A_named_closed_lead_is_never_left_for_a_new_one()
    {
        var old = Lead("K0-1", LeadStatus.Lost, 900);

        var plan = SignalPlan.Of(
            SignalKind.WebForm,
            [old],
            ClosedLeadPolicy.Usual,
            named: true,
            Now
        );

        Assert.Equal(new SignalPlan(SignalMove.Note, old.Ref), plan);
    }

    [Theory]
    [InlineData("secret", true)]
    [InlineData("other", true)]
    [InlineData("wrong", false)]
    public void A_body_is_signed_with_one_of_the_secrets(string secret, bool matches)
    {
        byte[][] keys = ["secret"u8.ToArray(), "other"u8.ToArray()];
        var body = """{"a": 1}"""u8.ToArray();
        var given = BodySignature.Sign(System.Text.Encoding.UTF8.GetBytes(secret), body);

        Assert.Equal(matches, BodySignature.Matches(given, body, keys));
        Assert.Equal(matches, BodySignature.Matches(given.ToUpperInvariant(), body, keys));
        Assert.False(BodySignature.Matches(given, """{"a": 2}"""u8, keys));
        Assert.False(BodySignature.Matches(null, body, keys));
        Assert.False(BodySignature.Matches("sha256=", body, keys));
    }

    private static SignalPlan Plan(SignalKind kind, params SignalCandidate[] candidates) =>
        SignalPlan.Of(kind, candidates, ClosedLeadPolicy.Usual, named: false, Now);

    private static SignalCandidate Lead(string id, LeadStatus status, int daysAgo) =>
        new(
            new EntityRef(EntityKind.Lead, id),
            status == LeadStatus.Open,
            status,
            Now - Duration.FromDays(daysAgo)
        );
}
