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
        ContractExample.Text(
            "id,at,action,target.type,target.id,by,changed\r\n"
                + "019ab7f0c1a07d3e9b53,2026-11-22T07:50:00.000Z,agent.changed,agent,A0-0002,A0-0001,roles security\r\n",
            "AuditCsv"
        ),
    ];
}
