using System.Text.Json;
using KoSales.Domain.Webhooks;
using KoSales.Functions.Inbound.Secrets;

namespace KoSales.Functions.Subscriptions;

internal static class SubscriptionExamples
{
    private const string Name = "Marketing";
    private const string Url = "https://hooks.example.com/ko-sales";

    private static readonly string[] Types = ["lead.created", "pipeline.stage_changed"];

    private static readonly JsonElement Filter = JsonElement.Parse(
        """{"field": "data.entity.type", "op": "eq", "value": "lead"}"""
    );

    private static readonly SubscriptionView New = new()
    {
        Id = WebhookSubscriptionId.Of(ExampleNames.WebhookSubscription),
        Version = 1,
        Name = Name,
        Url = Url,
        EventTypes = Types,
        Filter = Filter,
        Status = SubscriptionStatus.Active,
        Secrets = [new SecretView { Id = "019ab7f0c1a0", CreatedAt = ExampleNames.Start }],
        CreatedAt = ExampleNames.Start,
        UpdatedAt = ExampleNames.Start,
        CreatedBy = ExampleNames.Admin,
        UpdatedBy = ExampleNames.Admin,
    };

    public static readonly ContractExample[] All =
    [
        ContractExample.Of(
            new CreateSubscription
            {
                Name = Name,
                Url = Url,
                EventTypes = Types,
                Filter = Filter,
            }
        ),
        ContractExample.Of(new EditSubscription { Status = SubscriptionStatus.Paused }),
        ContractExample.Of(
            new IssuedSecret
            {
                Id = New.Id,
                Version = 1,
                Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=",
                Subscription = New,
            }
        ),
        ContractExample.Of(
            New with
            {
                Version = 2,
                Delivered = 412,
                FailedAttempts = 3,
                Dead = 0,
                DeadInARow = 0,
                LastSuccessAt = ExampleNames.After(50),
                LastFailureAt = ExampleNames.After(20),
                UpdatedAt = ExampleNames.After(5),
            }
        ),
        ContractExample.Of(
            new DeliveryView
            {
                Id = ExampleNames.Delivery,
                Version = 3,
                SubscriptionId = ExampleNames.WebhookSubscription,
                EventId = "019ab7f0c1a07d3e9b52",
                Type = "lead.created",
                Entity = new EntityRef(EntityKind.Lead, ExampleNames.Lead),
                OccurredAt = ExampleNames.Start,
                Status = OutboundStatus.Delivered,
                Round = 1,
                AttemptCount = 2,
                Attempts =
                [
                    new OutboundAttempt(ExampleNames.After(1), 503, "http_503", 84)
                    {
                        RetryAfterSeconds = 60,
                    },
                    new OutboundAttempt(ExampleNames.After(2), 200, null, 61),
                ],
                DeliveredAt = ExampleNames.After(2),
                CreatedAt = ExampleNames.Start,
            }
        ),
    ];
}
