using KoSales.Functions.InventorySync.Quarantine;
using KoSales.Functions.InventorySync.Resync;

namespace KoSales.Functions.InventorySync;

internal static class InventorySyncExamples
{
    private const string Line =
        """{"external_id": "INV-20417", "version": 7, "name": "Patel Krishi Kendra", "price_list": "dealer-mp"}""";

    private const string Differences = """
        row,customer_id,external_id,field
        17,CT-1,INV-20417,price_list

        """;

    public static readonly ContractExample[] All =
    [
        ContractExample.Text(Line, "CustomersResync"),
        ContractExample.Text(Differences, "CustomersResyncDriftCsv"),
        ContractExample.Of(
            new DriftView
            {
                JobId = ExampleNames.Job,
                Customers = 14,
                Made = 2,
                Fields = new Dictionary<string, long> { ["name"] = 3, ["phone"] = 9 },
            }
        ),
        ContractExample.Of(new ResolveQuarantine { CustomerId = ExampleNames.Customer }),
    ];
}
