using KoSales.Domain.Inbound;
using KoSales.Functions.Inbound.Secrets;

namespace KoSales.Functions.Inbound;

internal static class InboundExamples
{
    private const string Delivery =
        """{"type": "order.confirmed", "data": {"reference": "DFT-1.1", "order_id": "INV-881"}}""";

    private static readonly SecretView Former = new()
    {
        Id = "5f0c2d4b6a8e",
        CreatedAt = ExampleNames.Start,
        EndsAt = ExampleNames.After(24 * 60),
    };

    private static readonly SecretView Newest = new()
    {
        Id = "8e0f1d3c5b7a",
        CreatedAt = ExampleNames.After(60),
    };

    public static readonly ContractExample[] All =
    [
        ContractExample.Of(new WebhookAccepted("evt_1", "accepted")),
        ContractExample.Text(Delivery, "WebhooksInventory"),
        ContractExample.Of(
            new InboundView
            {
                Id = "inventory:evt_1",
                Version = 2,
                Source = InboundSources.Inventory,
                Type = "order.confirmed",
                Status = InboundStatus.Processed,
                Attempts = 0,
                Facts = new Dictionary<string, string>
                {
                    ["draft_order_id"] = ExampleNames.DraftOrder,
                },
                Candidates = [],
                ProcessedAt = ExampleNames.After(1),
                LagMilliseconds = 18,
                CreatedAt = ExampleNames.Start,
                UpdatedAt = ExampleNames.After(1),
            }
        ),
        ContractExample.Of(
            new InboundLagView
            {
                Counts =
                [
                    new InboundCount(InboundSources.Inventory, InboundStatus.Processed, 20_417),
                    new InboundCount(InboundSources.Inventory, InboundStatus.Received, 3),
                    new InboundCount(InboundSources.Inventory, InboundStatus.Quarantined, 2),
                ],
                Waiting = 3,
                OldestWaitingSeconds = 0.42,
                Sample = 1_000,
                P50Milliseconds = 9,
                P99Milliseconds = 140,
            }
        ),
        ContractExample.Of(new RotateSecret { GraceHours = 48 }),
        ContractExample.Of(new SecretsView { Secrets = [Former, Newest] }),
        ContractExample.Of(
            new RotatedSecretView
            {
                Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                Secrets = [Former, Newest],
            }
        ),
    ];
}
