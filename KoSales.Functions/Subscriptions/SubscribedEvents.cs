using System.Collections.Frozen;
using KoSales.Functions.Assignment;
using KoSales.Functions.Cohorts;
using KoSales.Functions.Published;

namespace KoSales.Functions.Subscriptions;

/// <summary>The events that a subscription may ask for: all that are published, hand-overs of many records in one,
/// and what actions of cohorts send.</summary>
public static class SubscribedEvents
{
    public static readonly FrozenSet<string> All = FrozenSet.Create(
        StringComparer.Ordinal,
        [.. PublishedEvents.All, .. AssignmentEvents.All, CohortEvents.Signal, CohortEvents.Webhook]
    );
}
