using KoSales.Domain.Documents;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Pii;
using KoSales.Domain.Quotations.Licensing;
using NodaTime;

namespace KoSales.Tests.Documents;

public sealed class DocumentDecisionTests
{
    private static readonly LocalDate Today = new(2026, 11, 28);

    private static readonly Instant Now = CompanyDay.StartOf(Today) + Duration.FromHours(10);

    private static readonly DocumentFile File = new("document-1", "application/pdf", 9, "k", "c");

    private static Command By(string who, Role role = Role.Manager) =>
        new(new Actor(who, [role], null), Now, "trace");

    private static TypedDocument Pending(string id = "DOC-1") =>
        new()
        {
            Id = TypedDocumentId.Of(id),
            PiiId = PiiId.Of("PII-1"),
            Type = DocumentType.SeedLicence,
            NumberIndex = "n",
            Upload = new AwaitedUpload("incoming-1", Now),
            CreatedBy = "asha",
        };

    private static TypedDocument InReview(string id = "DOC-1") =>
        Pending(id).Take(File, By("asha")).Value.Document;

    private static TypedDocument Verified(LocalDate? validTo, string id = "DOC-1") =>
        (InReview(id) with { ValidTo = validTo }).Verify([], By("meera")).Value.Document;

    private static DocumentFact Climbed(TypedDocument document, LocalDate day) =>
        document.Climb(
            new Command(Actor.System, CompanyDay.StartOf(day) + Duration.FromMinutes(1), "sweep")
        );

    [Fact]
    public void Who_brought_a_document_cannot_verify_or_reject_it()
    {
        var document = InReview() with { CreatedBy = "ravi" };

        var verified = document.Verify([], By("asha"));
        var rejected = document.Reject("blurred", By("ravi"));

        Assert.Equal("document.own_upload", verified.Faults[0].Code);
        Assert.Equal("document.own_upload", rejected.Faults[0].Code);
    }

    [Fact]
    public void A_document_is_reviewed_once()
    {
        var verified = Verified(null);

        var again = verified.Verify([], By("meera"));
        var rejected = verified.Reject("late", By("meera"));

        Assert.Equal("document.not_in_review", again.Faults[0].Code);
        Assert.Equal("document.not_in_review", rejected.Faults[0].Code);
    }

    [Fact]
    public void A_document_that_is_over_is_not_verified()
    {
        var document = InReview() with { ValidTo = Today.PlusDays(-1) };

        var verified = document.Verify([], By("meera"));

        Assert.Equal("document.is_over", verified.Faults[0].Code);
    }

    [Fact]
    public void A_verified_one_takes_the_place_of_those_with_its_number_and_of_the_one_it_names()
    {
        var same = Verified(Today.PlusDays(9), "DOC-1");
        var named = Verified(null, "DOC-2") with { NumberIndex = "m" };
        var other = Verified(null, "DOC-3") with { NumberIndex = "x" };
        var later = InReview("DOC-4") with { Supersedes = "DOC-2" };

        var fact = later.Verify([same, named, other], By("meera")).Value;

        Assert.Equal(["DOC-1", "DOC-2"], fact.Superseded.Select(d => d.Id.Value));
        Assert.All(
            fact.Superseded,
            d =>
                Assert.Equal(
                    (DocumentStatus.Superseded, "DOC-4", default(Instant?)),
                    (d.Status, d.SupersededBy, d.LadderAt)
                )
        );
    }

    [Fact]
    public void Each_rung_is_told_once_and_after_the_last_day_it_has_expired()
    {
        var last = Today.PlusDays(100);
        var document = Verified(last);
        List<int?> told = [];
        for (var day = Today; day <= last.PlusDays(3); day = day.PlusDays(1))
        {
            if (!(document.LadderAt <= CompanyDay.StartOf(day) + Duration.FromMinutes(1)))
                continue;
            var fact = Climbed(document, day);
            document = fact.Document;
            if (fact.IsTold)
                told.Add(document.Rung);
        }

        Assert.Equal([60, 30, 7, 0, ExpiryLadder.Over], told);
        Assert.Equal((DocumentStatus.Expired, null), (document.Status, document.LadderAt));
    }

    [Fact]
    public void After_a_pause_only_the_rung_that_holds_is_told()
    {
        var document = Verified(Today.PlusDays(70));

        var late = Climbed(document, Today.PlusDays(65));

        Assert.Equal((7, true), (late.Document.Rung, late.IsTold));
        Assert.Equal(CompanyDay.StartOf(Today.PlusDays(70)), late.Document.LadderAt);
    }

    [Fact]
    public void A_document_without_a_last_day_is_never_due()
    {
        Assert.Null(Verified(null).LadderAt);
    }

    [Fact]
    public void One_that_ends_soon_is_due_as_soon_as_it_is_verified()
    {
        Assert.Equal(Now, Verified(Today.PlusDays(5)).LadderAt);
    }

    [Fact]
    public void Only_managers_delete_what_was_reviewed()
    {
        var byAgent = Verified(null).Delete(By("asha", Role.Agent));
        var ofPending = Pending().Delete(By("asha", Role.Agent));

        Assert.Equal("document.was_reviewed", byAgent.Faults[0].Code);
        Assert.False(ofPending.IsRefused);
    }

    [Fact]
    public void Licences_show_what_was_verified_and_is_not_superseded()
    {
        var expired = Climbed(Verified(Today), Today.PlusDays(1)).Document;

        var shown = Licences.Of([Pending("DOC-2"), InReview("DOC-3"), expired]);

        var only = Assert.Single(shown);
        Assert.Equal(
            ("seed_licence", LicenceStatus.Expired, "DOC-1"),
            (only.Type, only.Status, only.DocumentId)
        );
        Assert.Empty(Licences.Held(shown));
        Assert.Single(Licences.Known(shown));
    }

    [Theory]
    [InlineData(null, 0, MayBuyReason.NoLicenceNeeded)]
    [InlineData(LicenceType.Seed, 0, MayBuyReason.Licensed)]
    [InlineData(LicenceType.Seed, 1, MayBuyReason.LicenceNotInForce)]
    [InlineData(LicenceType.Pesticide, 0, MayBuyReason.LicenceMissing)]
    public void May_buy_says_why(LicenceType? needs, int daysAfter, MayBuyReason reason)
    {
        var held = new HeldLicence(LicenceType.Seed, "DOC-1", null, Today);

        var answer = MayBuy.Of(needs, [held], Today.PlusDays(daysAfter));

        Assert.Equal(reason, answer.Reason);
        Assert.Equal(
            reason is MayBuyReason.NoLicenceNeeded or MayBuyReason.Licensed,
            answer.Allowed
        );
    }
}
