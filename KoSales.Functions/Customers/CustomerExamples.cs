using System.Text.Json;
using KoSales.Domain.Customers;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Places;
using KoSales.Functions.Entities.Personal;

namespace KoSales.Functions.Customers;

internal static class CustomerExamples
{
    private static readonly BusinessAddressBody Depot = new()
    {
        Line1 = "14 Mandi Road",
        District = "Sehore",
        StateCode = "23",
        Pincode = "466001",
    };

    private static readonly BusinessAddress Premises = new()
    {
        Line1 = "14 Mandi Road",
        District = "Sehore",
        StateCode = "23",
        Pincode = "466001",
    };

    /// <summary>The dealer's business in Sehore.</summary>
    public static readonly CustomerView Patel = new()
    {
        Id = CustomerId.Of(ExampleNames.Customer),
        Version = 3,
        PiiId = "PII-2",
        ExternalId = "INV-20417",
        Name = "Patel Krishi Kendra",
        PhoneMasked = "+91******3210",
        GstinMasked = "23**********1ZV",
        PanMasked = "******234F",
        Kind = BuyerKind.Dealer,
        BillingAddress = Premises,
        ShippingAddresses = [new ShippingAddress("depot", Premises)],
        ContactIds = [ExampleNames.Contact],
        Status = CustomerStatus.Active,
        OwnerId = ExampleNames.Agent,
        TeamId = ExampleNames.Team,
        AssignedAt = ExampleNames.Start,
        PriceList = "dealer-mp",
        Credit = new CreditView
        {
            Limit = new MoneyBody { Value = "200000.00", Currency = "INR" },
            Outstanding = new MoneyBody { Value = "48500.00", Currency = "INR" },
        },
        OutstandingInr = 48_500m,
        Lifetime = new LifetimeView
        {
            Orders = 7,
            Value = new MoneyBody { Value = "412300.00", Currency = "INR" },
            LastOrderAt = ExampleNames.Start,
        },
        LifetimeInr = 412_300m,
        DoNotContact = false,
        Consent = [],
        Tags = ["kharif"],
        Custom = new Dictionary<string, JsonElement>(),
        CreatedAt = ExampleNames.Start,
        UpdatedAt = ExampleNames.After(40),
        CreatedBy = ExampleNames.Agent,
        UpdatedBy = ExampleNames.Agent,
    };

    public static readonly ContractExample[] All =
    [
        ContractExample.Of(Patel),
        ContractExample.Of(
            new CreateCustomer
            {
                Name = "Patel Krishi Kendra",
                ExternalId = "INV-20417",
                Phone = "098765 43210",
                Gstin = "27AAPFU0939F1ZV",
                Kind = BuyerKind.Dealer,
                BillingAddress = Depot,
                ShippingAddresses = [new ShippingAddressBody { Label = "depot", Address = Depot }],
                PriceList = "dealer-mp",
                Tags = ["kharif"],
            }
        ),
        ContractExample.Of(
            new EditCustomer { PriceList = "dealer-mp", Status = CustomerStatus.OnHold }
        ),
        .. BatchExamples.Of(
            "CustomersBatch",
            [
                new BatchOperation
                {
                    Op = "create",
                    Body = JsonElement.Parse(
                        """{"name": "Devi Beej Bhandar", "kind": "retailer", "phone": "98000 00001", "price_list": "retailer-mp"}"""
                    ),
                },
                new BatchOperation
                {
                    Op = "update",
                    Id = ExampleNames.Customer,
                    IfMatch = "\"CT-1-3\"",
                    Body = JsonElement.Parse(
                        """{"price_list": "dealer-mp", "status": "on_hold"}"""
                    ),
                },
                new BatchOperation { Op = "delete", Id = "CT-9" },
            ],
            ["CT-2", ExampleNames.Customer, "CT-9"]
        ),
    ];
}
