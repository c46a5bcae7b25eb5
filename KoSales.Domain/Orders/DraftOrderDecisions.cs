using KoSales.Domain.Assignment;
using KoSales.Domain.Places;
using KoSales.Domain.Quotations;
using KoSales.Domain.Quotations.Licensing;
using KoSales.Domain.Quotations.Pricing;

namespace KoSales.Domain.Orders;

/// <summary>What a decision made of an order.</summary>
/// <param name="Order">The next version; the same one when nothing changed.</param>
/// <param name="Type">The event's name.</param>
public sealed record DraftOrderFact(DraftOrder Order, string Type)
{
    public bool IsNothing { get; init; }

    /// <summary>What somebody or the inventory system gave as the reason; null for none.</summary>
    public string? Reason { get; init; }

    /// <summary>That nothing changes.</summary>
    public static DraftOrderFact None(DraftOrder order) =>
        new(order, "draft_order.unchanged") { IsNothing = true };
}

/// <summary>Of what an order is made.</summary>
/// <param name="Quotation">Accepted, hence numbered.</param>
/// <param name="ContactId">Null where the deal names none, like the next one.</param>
public sealed record OrderBasis(
    EntityRef Deal,
    Quotation Quotation,
    LicenceCheck Licences,
    string? ContactId,
    string? CustomerId
)
{
    public string? LeadId { get; init; }

    public string? OwnerId { get; init; }

    public string? TeamId { get; init; }

    /// <summary>Null where the buyer's is not known.</summary>
    public BusinessAddress? ShippingAddress { get; init; }
}

/// <summary>What can be put right of an order before it goes out.</summary>
/// <param name="Skus">By line, counted from 1: goods that the inventory system knows under another
/// key.</param>
public sealed record OrderCorrection(
    BusinessAddress? ShippingAddress,
    string? ContactId,
    string? CustomerId,
    IReadOnlyDictionary<int, string> Skus
);

/// <summary>The life of a draft order: draft, submitting, submitted, then confirmed, or rejected and
/// submitted again; cancelled while the inventory system has none of it.</summary>
public static class DraftOrderDecisions
{
    public static DraftOrderFact Make(DraftOrderId id, OrderBasis basis, Command command) =>
        new(
            new DraftOrder
            {
                Id = id,
                EntityRef = basis.Deal,
                Quotation = new OrderedQuotation(
                    basis.Quotation.Number!,
                    basis.Quotation.Revision,
                    basis.Quotation.ContentHash
                ),
                ContactId = basis.ContactId,
                CustomerId = basis.CustomerId,
                LeadId = basis.LeadId,
                OwnerId = basis.OwnerId,
                TeamId = basis.TeamId,
                PlaceOfSupply = basis.Quotation.PlaceOfSupply,
                Items = basis.Quotation.Items,
                Totals = basis.Quotation.Totals,
                ShippingAddress = basis.ShippingAddress,
                LicenceCheck = OrderLicences.Of(basis.Licences),
                CreatedAt = command.Now,
                UpdatedAt = command.Now,
                CreatedBy = command.Actor.Id,
                UpdatedBy = command.Actor.Id,
            },
            "draft_order.created"
        );

    /// <summary>Of drafts and rejected orders. One whose last submission was never answered may have
    /// arrived as it is, so it is submitted again before it changes.</summary>
    public static Verdict<DraftOrderFact> Correct(
        this DraftOrder order,
        OrderCorrection correction,
        Command command
    )
    {
        if (!IsInHand(order))
            return Forbids(order, "changed");
        if (IsUnanswered(order))
            return MayHaveArrived;
        if (UnknownLine(order, correction) is { } unknown)
            return unknown;
        var corrected = order with
        {
            ShippingAddress = correction.ShippingAddress,
            ContactId = correction.ContactId,
            CustomerId = correction.CustomerId,
            Items = WithSkus(order.Items, correction.Skus),
        };
        return corrected == order
            ? DraftOrderFact.None(order)
            : Next(corrected, "draft_order.edited", command);
    }

    /// <summary>Refused with a fault for each licence that is missing, whoever submits it.</summary>
    /// <param name="licences">As they are now.</param>
    public static Verdict<DraftOrderFact> Submit(
        this DraftOrder order,
        LicenceCheck licences,
        Command command
    )
    {
        if (!IsInHand(order))
            return Forbids(order, "submitted");
        if (!licences.Ok)
            return Verdict<DraftOrderFact>.Refuse([.. licences.Missing.Select(Unlicensed)]);
        var submission = new Submission(
            order.Submissions.Count + 1,
            command.Now,
            SubmissionStatus.Pending,
            Error: null
        );
        return Next(
            order with
            {
                Status = DraftOrderStatus.Submitting,
                LicenceCheck = OrderLicences.Of(licences),
                Submissions = [.. order.Submissions, submission],
            },
            "draft_order.submitting",
            command
        );
    }

    public static Verdict<DraftOrderFact> Cancel(this DraftOrder order, Command command)
    {
        if (order.Status == DraftOrderStatus.Cancelled)
            return DraftOrderFact.None(order);
        if (IsUnanswered(order))
            return MayHaveArrived;
        return IsInHand(order)
            ? Next(
                order with
                {
                    Status = DraftOrderStatus.Cancelled,
                    CancelledAt = command.Now,
                },
                "draft_order.cancelled",
                command
            )
            : Forbids(order, "cancelled");
    }

    /// <summary>The inventory system has it. Nothing for a submission that is over, so that answers may come
    /// late and twice.</summary>
    /// <param name="number">Of the submission.</param>
    public static DraftOrderFact Arrive(
        this DraftOrder order,
        int number,
        string inventoryOrderId,
        Command command
    ) =>
        IsUnderWay(order, number)
            ? Next(
                order.Ended(SubmissionStatus.Accepted, null) with
                {
                    Status = DraftOrderStatus.Submitted,
                    InventoryOrderId = inventoryOrderId,
                },
                "draft_order.submitted",
                command
            )
            : DraftOrderFact.None(order);

    /// <summary>What stood in the way of an attempt that is made again.</summary>
    public static DraftOrderFact Fail(
        this DraftOrder order,
        int number,
        string error,
        Command command
    ) =>
        IsUnderWay(order, number) && order.LastSubmission!.Error != error
            ? Next(
                order.Ended(SubmissionStatus.Pending, error),
                "draft_order.attempt_failed",
                command
            )
            : DraftOrderFact.None(order);

    /// <summary>It is not tried any more: it is a draft again.</summary>
    public static DraftOrderFact GiveUp(
        this DraftOrder order,
        int number,
        string error,
        Command command
    ) =>
        IsUnderWay(order, number)
            ? Next(
                order.Ended(SubmissionStatus.Unanswered, error) with
                {
                    Status = DraftOrderStatus.Draft,
                },
                "draft_order.unanswered",
                command
            )
            : DraftOrderFact.None(order);

    /// <summary>The inventory system ships it. Its word counts whether or not it said before that it has the
    /// order; of an order that is no longer with it, it changes nothing.</summary>
    public static DraftOrderFact Confirm(
        this DraftOrder order,
        string inventoryOrderId,
        Command command
    ) =>
        Hears(order)
            ? Next(
                order.Ended(SubmissionStatus.Accepted, null) with
                {
                    Status = DraftOrderStatus.Confirmed,
                    InventoryOrderId = inventoryOrderId,
                    ConfirmedAt = command.Now,
                },
                "draft_order.confirmed",
                command
            )
            : DraftOrderFact.None(order);

    /// <summary>The inventory system does not take it. As <see cref="Confirm"/>.</summary>
    /// <param name="reason">Its code or sentence, without personal data.</param>
    public static DraftOrderFact Reject(this DraftOrder order, string reason, Command command) =>
        Hears(order)
            ? Next(
                order.Ended(SubmissionStatus.Rejected, reason) with
                {
                    Status = DraftOrderStatus.Rejected,
                    InventoryOrderId = null,
                },
                "draft_order.rejected",
                command
            ) with
            {
                Reason = reason,
            }
            : DraftOrderFact.None(order);

    /// <summary>Another one has it from now on. Nothing for an order that is over, and for whoever has it
    /// already.</summary>
    /// <param name="type">The event's name.</param>
    public static DraftOrderFact HandTo(
        this DraftOrder order,
        Holder to,
        string type,
        Command command
    ) =>
        order.IsOpen() && order.Holder() != to
            ? Next(order with { OwnerId = to.OwnerId, TeamId = to.TeamId }, type, command)
            : DraftOrderFact.None(order);

    /// <summary>Why its deal must not be deleted, which would hide the order: the inventory system has it, or may
    /// have it, and will answer. Null where that may be.</summary>
    public static Fault? ObjectionToHiding(this DraftOrder order) =>
        Hears(order)
            ? Fault.Conflict(
                "deal.order_under_way",
                $"Its order {order.Key} is with the inventory system: wait for the answer, cancel the order if it is rejected, then delete the deal.",
                ("draft_order_id", order.Key),
                ("order_status", WireNames<DraftOrderStatus>.Of(order.Status))
            )
            : null;

    public static Holder Holder(this DraftOrder order) => new(order.OwnerId, order.TeamId);

    /// <summary>Whether anything is still to come of it.</summary>
    public static bool IsOpen(this DraftOrder order) =>
        order.Status is not (DraftOrderStatus.Confirmed or DraftOrderStatus.Cancelled);

    /// <summary>Whether a submission is still waiting for its answer.</summary>
    public static bool IsUnderWay(this DraftOrder order, int number) =>
        order.Status == DraftOrderStatus.Submitting && order.LastSubmission?.Number == number;

    /// <summary>Whether the inventory system has an answer to give.</summary>
    public static bool IsOut(this DraftOrder order) =>
        order.Status is DraftOrderStatus.Submitting or DraftOrderStatus.Submitted;

    private static Fault Unlicensed(LicenceType type) =>
        Fault.Invalid(
            "/licence_check/missing",
            "draft_order.licence_missing",
            $"No verified {WireNames<LicenceType>.Of(type)} of the buyer is in force today; have one verified and submit the order again."
        );

    private static Fault MayHaveArrived { get; } =
        Fault.Conflict(
            "draft_order.may_have_arrived",
            "The inventory system may have it as it is; submit it again, and change it once it answers."
        );

    /// <summary>An answer to a submission that was given up counts as well.</summary>
    private static bool Hears(DraftOrder order) => order.IsOut() || IsUnanswered(order);

    private static bool IsUnanswered(DraftOrder order) =>
        order
            is {
                Status: DraftOrderStatus.Draft,
                LastSubmission.Status: SubmissionStatus.Unanswered
            };

    private static bool IsInHand(DraftOrder order) =>
        order.Status is DraftOrderStatus.Draft or DraftOrderStatus.Rejected;

    private static DraftOrder Ended(
        this DraftOrder order,
        SubmissionStatus status,
        string? error
    ) =>
        order with
        {
            Submissions =
            [
                .. order.Submissions.SkipLast(1),
                order.Submissions[^1] with
                {
                    Status = status,
                    Error = error,
                },
            ],
        };

    private static IReadOnlyList<QuotationLine> WithSkus(
        IReadOnlyList<QuotationLine> lines,
        IReadOnlyDictionary<int, string> skus
    ) =>
        skus.Count == 0
            ? lines
            :
            [
                .. lines.Select(
                    (l, i) => skus.TryGetValue(i + 1, out var s) ? l with { Sku = s } : l
                ),
            ];

    private static Fault? UnknownLine(DraftOrder order, OrderCorrection correction) =>
        correction.Skus.Keys.Any(line => line < 1 || line > order.Items.Count)
            ? Fault.Invalid(
                "/items",
                "draft_order.unknown_line",
                $"The order has the lines 1 to {order.Items.Count}."
            )
            : null;

    private static DraftOrderFact Next(DraftOrder order, string type, Command command) =>
        new(
            order with
            {
                Version = order.Version + 1,
                UpdatedAt = command.Now,
                UpdatedBy = command.Actor.Id,
            },
            type
        );

    private static Fault Forbids(DraftOrder order, string what) =>
        Fault.Conflict(
            "draft_order.status_forbids",
            $"This order cannot be {what}: it is {WireNames<DraftOrderStatus>.Of(order.Status)}.",
            ("current_status", WireNames<DraftOrderStatus>.Of(order.Status))
        );
}
