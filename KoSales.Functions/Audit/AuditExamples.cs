using KoSales.Domain.Audit;

namespace KoSales.Functions.Audit;

internal static class AuditExamples
{
    public static readonly ContractExample[] All =
    [
        ContractExample.Of(
            new AuditView
            {
                Id = "019ab7f0c1a07d3e9b53",
                Action = "agent.changed",
                Target = new AuditTarget("agent", ExampleNames.Agent),
                Changed = ["roles", "security"],
                By = ExampleNames.Admin,
                At = ExampleNames.After(20),
            }
        ),
    ];
}
