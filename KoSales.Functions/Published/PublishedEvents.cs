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
using KoSales.Functions.Cohorts;
using KoSales.Functions.Leads;
using KoSales.Functions.Orders;
using KoSales.Functions.Pipelines;

namespace KoSales.Functions.Published;

/// <summary>The events that others hear of, in the feed and by webhooks, by their stable names: those about
/// records. They carry ids, keys and numbers. What the app tells itself, such as that score rules changed, is not
/// among them.</summary>
public static class PublishedEvents
{
    private static readonly string[] OfAnyKind =
    [
        "created",
        "updated",
        "assigned",
        "deleted",
        "restored",
        "merged",
        "reopened",
    ];

    private static readonly string[] OfQuotations =
    [
        "quotation.drafted",
        "quotation.edited",
        "quotation.revised",
        "quotation.approval_asked",
        "quotation.approved",
        "quotation.sent",
        "quotation.shared",
        "quotation.accepted",
        "quotation.rejected",
        "quotation.withdrawn",
        "quotation.expired",
        "quotation.reminder",
    ];

    private static readonly string[] OfWork =
    [
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
        CohortEvents.Joined,
        CohortEvents.Left,
    ];

    private static readonly string[] OfPapers =
    [
        NoteEvents.Created,
        NoteEvents.Edited,
        NoteEvents.Deleted,
        NoteEvents.Restored,
        CallEvents.Logged,
        CallEvents.Changed,
        CallEvents.Deleted,
        CallEvents.Restored,
        SignalEvents.Taken,
        DocumentDecisions.Registered,
        DocumentDecisions.Uploaded,
        DocumentDecisions.Refused,
        DocumentDecisions.Verified,
        DocumentDecisions.Rejected,
        DocumentDecisions.Expiring,
        DocumentDecisions.Expired,
        DocumentDecisions.Deleted,
        OrderEvents.Created,
        OrderEvents.Submitting,
        OrderEvents.Confirmed,
        OrderEvents.Rejected,
        OrderEvents.Unanswered,
        OrderEvents.Assigned,
        OrderEvents.AssignmentUndone,
        "draft_order.edited",
        "draft_order.submitted",
        "draft_order.cancelled",
        ConsentLedger.WithdrawnEvent,
        Erasure.EventType,
    ];

    /// <summary>In alphabetical order.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Enum.GetValues<EntityKind>()
            .SelectMany(OfKind)
            .Concat(LeadLists.Entity.OwnEvents)
            .Concat(OfQuotations)
            .Concat(OfWork)
            .Concat(OfPapers)
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<string> OfKind(EntityKind kind) =>
        OfAnyKind
            .Concat(StatusesOf(kind))
            .Select(name => $"{WireNames<EntityKind>.Of(kind)}.{name}");

    /// <summary>An entity that comes to a status other than open is told of by the status's name.</summary>
    private static IReadOnlyList<string> StatusesOf(EntityKind kind) =>
        kind switch
        {
            EntityKind.Lead => WireNames<LeadStatus>.All,
            EntityKind.Contact => WireNames<ContactStatus>.All,
            EntityKind.Customer => WireNames<CustomerStatus>.All,
            EntityKind.Deal => WireNames<DealStatus>.All,
        };
}
