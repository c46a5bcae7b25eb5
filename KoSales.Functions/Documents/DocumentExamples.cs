using KoSales.Domain.Documents;
using KoSales.Domain.Pii;
using KoSales.Domain.Quotations.Licensing;
using NodaTime;

namespace KoSales.Functions.Documents;

internal static class DocumentExamples
{
    private static readonly LocalDate End = new(2029, 3, 31);

    private static readonly DocumentView Licence = new()
    {
        Id = TypedDocumentId.Of(ExampleNames.Document),
        Version = 1,
        PiiId = PiiId.Of(ExampleNames.Pii),
        Type = DocumentType.FertilizerLicence,
        Status = DocumentStatus.Pending,
        NumberMasked = "*********0042",
        Issuer = "Deputy Director of Agriculture, Sehore",
        ValidFrom = new LocalDate(2026, 4, 1),
        ValidTo = End,
        CreatedAt = ExampleNames.Start,
        UpdatedAt = ExampleNames.Start,
        CreatedBy = ExampleNames.Agent,
        UpdatedBy = ExampleNames.Agent,
        Upload = new UploadTicketView(
            "/api/v1/uploads/incoming-5f0c2d4b6a8e0f1d3c5b7a9e8f6d4c2b?expires=1795333500&signature=Kk0pW0J6k4T2m1n8q7s5v3x9z0B2D4F6H8J0L2N4P6R",
            "PUT",
            new Dictionary<string, string>(),
            ExampleNames.After(15)
        ),
    };

    public static readonly ContractExample[] All =
    [
        ContractExample.Text("%PDF-1.7 …", "DocumentsFile", "UploadsPut"),
        ContractExample.Of(Licence),
        ContractExample.Of(new DocumentsView([Licence with { Upload = null }])),
        ContractExample.Of(
            new RegisterDocument
            {
                Type = DocumentType.FertilizerLicence,
                Number = "RC/SEH/2026/0042",
                Issuer = "Deputy Director of Agriculture, Sehore",
                ValidFrom = new LocalDate(2026, 4, 1),
                ValidTo = End,
            }
        ),
        ContractExample.Of(
            new DocumentUploaded
            {
                Sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            }
        ),
        ContractExample.Of(new ReviewDocument { Decision = ReviewDecision.Verify }),
        ContractExample.Of(
            new MayBuyView
            {
                Allowed = true,
                Reason = MayBuyReason.Licensed,
                Hsn = "3105",
                StateCode = "23",
                Needs = LicenceType.Fertilizer,
                DocumentId = ExampleNames.Document,
                ValidTo = End,
                On = new LocalDate(2026, 11, 22),
            }
        ),
    ];
}
