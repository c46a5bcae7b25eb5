using System.Collections.Frozen;
using KoSales.Domain.Calls;
using KoSales.Domain.Contacts;
using KoSales.Domain.Customers;
using KoSales.Domain.Deals;
using KoSales.Domain.Documents;
using KoSales.Domain.Leads;
using KoSales.Domain.Notes;
using KoSales.Domain.Pii;
using KoSales.Domain.Signals;
using KoSales.Domain.Sla;
using KoSales.Domain.Tasks;
using KoSales.Functions.Assignment;
using KoSales.Functions.Cohorts;
using KoSales.Functions.Orders;
using KoSales.Functions.Pipelines;

namespace KoSales.Functions.Subscriptions;

/// <summary>The events that others may subscribe to, by their stable names. They carry ids, keys and
/// numbers.</summary>
public static class PublishedEvents
{
    private static readonly string[] OfAnyEntity =
    [
        "created",
        "updated",
        "deleted",
        "restored",
        "merged",
        "reopened",
    ];

    public static readonly FrozenSet<string> All = FrozenSet.Create(
        StringComparer.Ordinal,
        [
            .. OfEntity(EntityKind.Lead, WireNames<LeadStatus>.All),
            "lead.enquired_again",
            .. OfEntity(EntityKind.Contact, WireNames<ContactStatus>.All),
            .. OfEntity(EntityKind.Customer, WireNames<CustomerStatus>.All),
            .. OfEntity(EntityKind.Deal, WireNames<DealStatus>.All),
            .. AssignmentEvents.All,
            PipelineEvents.Started,
            PipelineEvents.StageChanged,
            PipelineEvents.Closed,
            PipelineEvents.Resumed,
            PipelineEvents.Blocked,
            PipelineEvents.Unblocked,
            TaskEvents.Created,
            TaskEvents.Closed,
            TaskEvents.Reopened,
            TaskEvents.Reassigned,
            TaskEvents.Escalated,
            TaskEvents.Rescheduled,
            SlaEventTypes.Warning,
            SlaEventTypes.Breached,
            CallEvents.Logged,
            CallEvents.Changed,
            CallEvents.Deleted,
            CallEvents.Restored,
            SignalEvents.Taken,
            NoteEvents.Created,
            NoteEvents.Edited,
            NoteEvents.Deleted,
            NoteEvents.Restored,
            "quotation.drafted",
            "quotation.edited",
            "quotation.revised",
            "quotation.approved",
            "quotation.sent",
            "quotation.accepted",
            "quotation.rejected",
            "quotation.expired",
            "quotation.withdrawn",
            OrderEvents.Created,
            OrderEvents.Submitting,
            OrderEvents.Confirmed,
            OrderEvents.Rejected,
            OrderEvents.Unanswered,
            DocumentDecisions.Uploaded,
            DocumentDecisions.Verified,
            DocumentDecisions.Rejected,
            DocumentDecisions.Expiring,
            DocumentDecisions.Expired,
            CohortEvents.Joined,
            CohortEvents.Left,
            CohortEvents.Signal,
            CohortEvents.Webhook,
            ConsentLedger.WithdrawnEvent,
            Erasure.EventType,
        ]
    );

    private static IEnumerable<string> OfEntity(EntityKind kind, IReadOnlyList<string> statuses) =>
        OfAnyEntity.Concat(statuses).Select(name => $"{WireNames<EntityKind>.Of(kind)}.{name}");
}
