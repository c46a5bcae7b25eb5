using KoSales.Functions.InventorySync.Quarantine;

namespace KoSales.Functions.InventorySync;

internal static class InventorySyncExamples
{
    public static readonly ContractExample[] All =
    [
        ContractExample.Of(new ResolveQuarantine { CustomerId = ExampleNames.Customer }),
    ];
}
