using System.Text.Json;
using KoSales.Domain.Filters.Reading;
using KoSales.Domain.Webhooks;

namespace KoSales.Functions.Subscriptions;

/// <summary>What of a subscription is against the rules, all at once.</summary>
internal static class SubscriptionChecks
{
    public static IReadOnlyList<Fault> Of(
        WebhookSubscription subscription,
        WebhookAddressRules addresses
    ) =>
        [
            .. NameFaults(subscription.Name),
            .. addresses.Read(subscription.Url).Faults,
            .. TypeFaults(subscription.EventTypes),
            .. FilterFaults(subscription.Selection),
        ];

    private static IEnumerable<Fault> NameFaults(string name)
    {
        if (string.IsNullOrWhiteSpace(name))
            yield return Fault.Invalid("/name", "required", "A name is needed.");
    }

    private static IEnumerable<Fault> TypeFaults(IReadOnlyList<string> types)
    {
        for (var i = 0; i < types.Count; i++)
        {
            if (!SubscribedEvents.All.Contains(types[i]))
                yield return Fault.Invalid(
                    $"/event_types/{i}",
                    "webhook.event_type",
                    "There is no such event; docs/webhooks.md lists them."
                );
        }
    }

    private static IReadOnlyList<Fault> FilterFaults(JsonElement? selection) =>
        selection is { } json
            ? FilterJson.Parse(json, MessageFields.Instance, "/filter").Faults
            : [];
}
