using KoSales.Domain.Documents;
using NodaTime;

namespace KoSales.Functions.Conversions;

internal static class ConversionExamples
{
    public static readonly ContractExample[] All =
    [
        ContractExample.Of(
            new ConvertLead
            {
                LinkCustomer = true,
                Deal = new ConvertDeal
                {
                    Title = "Kharif order",
                    Amount = new MoneyBody { Value = "25000.00", Currency = "INR" },
                    ExpectedCloseOn = new LocalDate(2026, 12, 15),
                },
            }
        ),
        ContractExample.Of(
            new LeadConverted
            {
                LeadId = ExampleNames.Lead,
                ContactId = ExampleNames.Contact,
                CustomerId = ExampleNames.Customer,
                DealId = ExampleNames.Deal,
                At = ExampleNames.After(40),
                By = ExampleNames.Agent,
            }
        ),
        ContractExample.Of(
            new ConversionPlan
            {
                Allowed = true,
                Unmet = [],
                CustomerId = ExampleNames.Customer,
                ContactCandidates = [],
                CustomerCandidates =
                [
                    new ConversionCandidate(
                        ExampleNames.Customer,
                        "Patel Krishi Kendra",
                        ["gstin", "phone"]
                    ),
                ],
                MakesDeal = true,
                OpenTasks = 1,
                Notes = 2,
                Calls = 1,
                Documents =
                [
                    new ConversionDocument(
                        ExampleNames.Document,
                        DocumentType.FertilizerLicence,
                        DocumentStatus.Verified
                    ),
                ],
            }
        ),
    ];
}
