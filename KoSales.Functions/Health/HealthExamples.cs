namespace KoSales.Functions.Health;

internal static class HealthExamples
{
    public static readonly ContractExample[] All =
    [
        ContractExample.Of(new HealthView("live", null)),
        ContractExample.Of(new HealthView("ready", ["store", "task_hub"]), "HealthReady"),
    ];
}
