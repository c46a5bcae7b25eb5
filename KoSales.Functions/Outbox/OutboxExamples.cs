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
                Type = "parcel",
                EventTypes = ["task.created", "lead.updated"],
                Entity = new EntityRef(EntityKind.Lead, ExampleNames.Lead),
                Changed = [],
                Parcel =
                [
                    PartOf("task.created", []),
                    PartOf("lead.updated", ["kind", "address.pincode"]),
                ],
                Causation = "4bf92f3577b34da6a3ce929d0e0e4736",
                Attempts = 12,
                NextAttemptAt = ExampleNames.After(720),
                DeadReason = "HttpRequestException",
                CreatedAt = ExampleNames.Start,
                UpdatedAt = ExampleNames.After(700),
            }
        ),
    ];

    private static OutboxPart PartOf(string type, IReadOnlyList<string> changed) =>
        new()
        {
            Type = type,
            Entity = new EntityRef(EntityKind.Lead, ExampleNames.Lead),
            Changed = changed,
        };
}
