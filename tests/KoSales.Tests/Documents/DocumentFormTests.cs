using System.Text;
using KoSales.Domain.Documents;
using NodaTime;

namespace KoSales.Tests.Documents;

public sealed class DocumentFormTests
{
    [Theory]
    [InlineData(DocumentType.GstCertificate, "27aapfu0939f1zv", "27**********1ZV")]
    [InlineData(DocumentType.PanCard, "AAPFU0939F", "******939F")]
    [InlineData(DocumentType.Aadhaar, "1234", "********1234")]
    [InlineData(DocumentType.SeedLicence, "sl/23 / 0042", "******0042")]
    [InlineData(DocumentType.Other, "a-1", "***")]
    public void A_number_is_taken_in_the_form_of_its_type(
        DocumentType type,
        string text,
        string masked
    )
    {
        var number = DocumentNumber.Parse(type, text, "/number").Value!;

        Assert.Equal(masked, number.Masked);
        Assert.Equal(masked, number.ToString());
    }

    [Theory]
    [InlineData(DocumentType.GstCertificate, "06AAACG2115R1ZN", "gstin.check_character")]
    [InlineData(DocumentType.PanCard, "AAPFU0939", "pan.shape")]
    [InlineData(DocumentType.Aadhaar, "123412341234", "document.aadhaar_last4")]
    [InlineData(DocumentType.SeedLicence, "a*b?", "document.number")]
    [InlineData(DocumentType.SeedLicence, " ", "required")]
    public void Any_other_is_refused_without_repeating_it(
        DocumentType type,
        string text,
        string code
    )
    {
        var fault = DocumentNumber.Parse(type, text, "/number").Faults[0];

        Assert.Equal((code, "/number"), (fault.Code, fault.Pointer));
        Assert.DoesNotContain("0939", fault.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_photo_may_do_without_a_number()
    {
        var number = DocumentNumber.Parse(DocumentType.Photo, null, "/number");

        Assert.Null(number.Value);
    }

    [Theory]
    [InlineData("%PDF-1.7 x", "application/pdf")]
    [InlineData("RIFF1234WEBPVP8 ", "image/webp")]
    [InlineData("RIFF1234WAVE", null)]
    [InlineData("<html>", null)]
    [InlineData("", null)]
    public void A_file_is_what_its_first_bytes_say(string start, string? mime)
    {
        Assert.Equal(mime, FileSignature.MimeOf(Encoding.ASCII.GetBytes(start)));
    }

    [Fact]
    public void Pictures_are_told_by_bytes_that_are_no_text()
    {
        Assert.Equal("image/jpeg", FileSignature.MimeOf([0xFF, 0xD8, 0xFF, 0xE0]));
        Assert.Equal(
            "image/png",
            FileSignature.MimeOf([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0])
        );
    }

    [Fact]
    public void Days_that_cannot_be_are_refused_all_at_once()
    {
        var today = new LocalDate(2026, 11, 28);

        var faults = DocumentDates.FaultsOf(today.PlusDays(1), today, today.PlusDays(-1), today);

        Assert.Equal(
            ["document.issued_in_future", "document.ends_before_it_begins", "document.over"],
            faults.Select(f => f.Code)
        );
    }
}
