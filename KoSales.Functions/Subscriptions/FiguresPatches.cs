using KoSales.Domain.Webhooks;
using NodaTime;

namespace KoSales.Functions.Subscriptions;

/// <summary>The writes on the figures of subscriptions; several deliveries write at once.</summary>
internal static class FiguresPatches
{
    private const string By = "system";

    public static SubscriptionFigures Of(WebhookSubscription subscription) =>
        new()
        {
            Id = subscription.Key,
            CreatedAt = subscription.CreatedAt,
            UpdatedAt = subscription.CreatedAt,
        };

    public static Patch Forgotten(Instant now) =>
        new(now, By)
        {
            Set = new Dictionary<string, string?>
            {
                ["dead_in_a_row"] = "0",
                ["failing_since"] = null,
            },
        };

    public static WriteBatch CountArrival(this WriteBatch batch, string id, Instant now) =>
        batch.Patch(
            SubscriptionFigures.Collection,
            Filter.Eq("id", id),
            new Patch(now, By)
            {
                Set = new Dictionary<string, string?>
                {
                    ["dead_in_a_row"] = "0",
                    ["failing_since"] = null,
                    ["last_success_at"] = JsonText.Of(now),
                },
                Increment = new Dictionary<string, decimal> { ["delivered"] = 1 },
            }
        );

    public static WriteBatch CountFailure(
        this WriteBatch batch,
        string id,
        bool isDead,
        Instant now
    )
    {
        var increments = new Dictionary<string, decimal> { ["failed_attempts"] = 1 };
        if (isDead)
            (increments["dead"], increments["dead_in_a_row"]) = (1, 1);
        return batch
            .Patch(
                SubscriptionFigures.Collection,
                Filter.Eq("id", id),
                new Patch(now, By)
                {
                    Set = new Dictionary<string, string?>
                    {
                        ["last_failure_at"] = JsonText.Of(now),
                    },
                    Increment = increments,
                }
            )
            .Patch(
                SubscriptionFigures.Collection,
                Filter.AllOf(Filter.Eq("id", id), Filter.Missing("failing_since")),
                new Patch(now, By)
                {
                    Set = new Dictionary<string, string?> { ["failing_since"] = JsonText.Of(now) },
                }
            );
    }
}
