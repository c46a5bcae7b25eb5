using KoSales.Domain.Orders;
using KoSales.Domain.Places;
using KoSales.Functions.Entities.Personal;

namespace KoSales.Functions.Orders;

internal static class DraftOrderExamples
{
    private static readonly QuotationItemView Humic = new()
    {
        Sku = "HUM-1L",
        Name = "Humic acid 1 L",
        Hsn = "31010099",
        Quantity = "20",
        Unit = "BTL",
        UnitPrice = "450.00",
        DiscountPercent = "5",
        Gross = "9000.00",
        Discount = "450.00",
        TaxableValue = "8550.00",
        GstRate = "5",
        RateRule = "given",
        Cgst = "213.75",
        Sgst = "213.75",
        Igst = "0.00",
        LineTotal = "8977.50",
    };

    private static readonly DraftOrderView Draft = new()
    {
        Id = DraftOrderId.Of(ExampleNames.DraftOrder),
        Version = 1,
        EntityRef = new EntityRef(EntityKind.Deal, ExampleNames.Deal),
        DealId = ExampleNames.Deal,
        Quotation = new OrderedQuotation("KO/26-27/00042", 1, new string('a', 64)),
        OwnerId = ExampleNames.Agent,
        TeamId = ExampleNames.Team,
        PlaceOfSupply = "23",
        Items = [Humic],
        Totals = new QuotationTotalsView
        {
            Gross = "9000.00",
            Discount = "450.00",
            TaxableValue = "8550.00",
            Cgst = "213.75",
            Sgst = "213.75",
            Igst = "0.00",
            RoundOff = "0.50",
            GrandTotal = "8978.00",
        },
        ShippingAddress = new BusinessAddress
        {
            Line1 = "Plot 7, Mandi Road",
            District = "Sehore",
            StateCode = "23",
            Pincode = "466001",
        },
        Status = DraftOrderStatus.Draft,
        Submissions = [],
        LicenceCheck = new OrderLicences(true, []),
        CreatedAt = ExampleNames.After(90),
        UpdatedAt = ExampleNames.After(90),
        CreatedBy = ExampleNames.Agent,
        UpdatedBy = ExampleNames.Agent,
    };

    public static readonly ContractExample[] All =
    [
        ContractExample.Of(Draft),
        ContractExample.Of(Submitting(), "DraftOrdersSubmit"),
        ContractExample.Of(
            new EditDraftOrder
            {
                ShippingAddress = new BusinessAddressBody { Pincode = "466001" },
                Items = [new OrderItemCorrection { Line = 1, Sku = "HUM-1000" }],
            }
        ),
    ];

    private static DraftOrderView Submitting() =>
        Draft with
        {
            Version = 2,
            Status = DraftOrderStatus.Submitting,
            Submissions =
            [
                new Submission(1, ExampleNames.After(95), SubmissionStatus.Pending, null),
            ],
            UpdatedAt = ExampleNames.After(95),
        };
}
