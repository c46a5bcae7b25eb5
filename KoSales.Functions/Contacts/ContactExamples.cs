using System.Text.Json;
using KoSales.Domain.Contacts;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Places;
using KoSales.Functions.Entities.Personal;

namespace KoSales.Functions.Contacts;

internal static class ContactExamples
{
    private static readonly AddressBody Sehore = new()
    {
        District = "Sehore",
        StateCode = "23",
        Pincode = "466001",
    };

    /// <summary>The dealer in Sehore, once he buys.</summary>
    public static readonly ContactView Ramesh = new()
    {
        Id = ContactId.Of(ExampleNames.Contact),
        Version = 2,
        PiiId = ExampleNames.Pii,
        DisplayName = "Ramesh P.",
        PhoneMasked = "+91******3210",
        EmailMasked = "r****@example.in",
        Company = "Patel Krishi Kendra",
        Designation = "Owner",
        Kind = BuyerKind.Dealer,
        Address = new Locality(null, "Sehore", "23", "466001"),
        Status = ContactStatus.Active,
        LeadId = ExampleNames.Lead,
        CustomerId = ExampleNames.Customer,
        PipelineId = "CP-1",
        Stage = "documents",
        OwnerId = ExampleNames.Agent,
        TeamId = ExampleNames.Team,
        AssignedAt = ExampleNames.Start,
        Licences = [],
        DoNotContact = false,
        Consent = [new ShownConsent("marketing", "whatsapp", true, ExampleNames.Start, "contact")],
        Tags = ["kharif"],
        Custom = new Dictionary<string, JsonElement>(),
        CreatedAt = ExampleNames.Start,
        UpdatedAt = ExampleNames.After(40),
        CreatedBy = ExampleNames.Agent,
        UpdatedBy = ExampleNames.Agent,
    };

    public static readonly ContractExample[] All =
    [
        ContractExample.Of(Ramesh),
        ContractExample.Of(
            new CreateContact
            {
                Name = "Ramesh Patel",
                Phone = "098765 43210",
                Email = "ramesh@example.in",
                Kind = BuyerKind.Dealer,
                Company = "Patel Krishi Kendra",
                Designation = "Owner",
                Address = Sehore,
                Tags = ["kharif"],
            }
        ),
        ContractExample.Of(
            new EditContact { CustomerId = ExampleNames.Customer, Designation = "Proprietor" }
        ),
        .. BatchExamples.Of(
            "ContactsBatch",
            [
                new BatchOperation
                {
                    Op = "create",
                    Body = JsonElement.Parse(
                        """{"name": "Sunita Devi", "kind": "farmer", "phone": "98000 00001", "address": {"district": "Sehore", "state_code": "23"}}"""
                    ),
                },
                new BatchOperation
                {
                    Op = "update",
                    Id = ExampleNames.Contact,
                    IfMatch = "\"C-1-2\"",
                    Body = JsonElement.Parse(
                        """{"designation": "Proprietor", "tags": ["kharif", "rabi"]}"""
                    ),
                },
                new BatchOperation { Op = "delete", Id = "C-9" },
            ],
            ["C-2", ExampleNames.Contact, "C-9"]
        ),
    ];
}
