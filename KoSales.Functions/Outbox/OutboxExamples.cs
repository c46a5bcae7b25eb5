namespace KoSales.Functions.Outbox;

internal static class OutboxExamples
{
    public static readonly ContractExample[] All =
    [
        ContractExample.Of(
            new OutboxView
            {
                Id = "019ab7f0c1a07d3e9b52",
                Version = 3,
                Type = "lead.updated",
                Entity = new EntityRef(EntityKind.Lead, ExampleNames.Lead),
                Changed = ["kind", "address.pincode"],
                Causation = "4bf92f3577b34da6a3ce929d0e0e4736",
                Attempts = 12,
                NextAttemptAt = ExampleNames.After(720),
                DeadReason = "HttpRequestException",
                CreatedAt = ExampleNames.Start,
                UpdatedAt = ExampleNames.After(700),
            }
        ),
    ];
}
