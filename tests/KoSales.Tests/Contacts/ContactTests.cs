using KoSales.Domain.Contacts;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Pipelines.Workflows;
using NodaTime;

namespace KoSales.Tests.Contacts;

public sealed class ContactTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 22, 7, 30);

    private static readonly Contact Blank = Contact.Blank(ContactId.Of("C-1"));

    private static StageDefinition Stage(StageType type) =>
        new()
        {
            Key = "s",
            Name = "S",
            Type = type,
        };

    [Theory]
    [InlineData(ContactStatus.Active, StageType.Lost, ContactStatus.Inactive)]
    [InlineData(ContactStatus.Inactive, StageType.Open, ContactStatus.Active)]
    [InlineData(ContactStatus.Inactive, StageType.Won, ContactStatus.Active)]
    [InlineData(ContactStatus.Blocked, StageType.Open, ContactStatus.Blocked)]
    [InlineData(ContactStatus.Blocked, StageType.Lost, ContactStatus.Blocked)]
    public void The_stage_decides_the_status_unless_a_person_blocked_it(
        ContactStatus before,
        StageType stage,
        ContactStatus after
    ) => Assert.Equal(after, (Blank with { Status = before }).At(Stage(stage), null, Now).Status);

    [Fact]
    public void The_person_is_shown_before_the_company()
    {
        var contact = Blank with { Company = "Patel Krishi Kendra" };

        Assert.Equal("Ramesh P.", contact.NameOf("Ramesh Kumar Patel", "+91******3210"));
        Assert.Equal("Patel Krishi Kendra", contact.NameOf(null, "+91******3210"));
        Assert.Equal("+91******3210", Blank.NameOf(null, "+91******3210"));
    }

    [Fact]
    public void Only_valid_licences_count_as_verified_documents()
    {
        var contact = Blank with
        {
            Licences =
            [
                new ShownLicence("pesticide_licence", LicenceStatus.Expiring),
                new ShownLicence("seed_licence", LicenceStatus.Expired),
            ],
        };

        Assert.Equal(["pesticide_licence"], contact.VerifiedDocuments);
    }
}
