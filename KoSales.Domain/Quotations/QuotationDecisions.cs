namespace KoSales.Domain.Quotations;

/// <summary>What a decision made of a quotation.</summary>
/// <param name="Quotation">The current one from now on.</param>
/// <param name="Type">The event's name.</param>
public sealed record QuotationFact(Quotation Quotation, string Type)
{
    /// <summary>The revision that goes into the history; null when none does.</summary>
    public Quotation? Past { get; init; }

    /// <summary>What an edit or a revision changed; null for other decisions.</summary>
    public QuotationDiff? Diff { get; init; }

    /// <summary>To be committed with it when a number was given; null when none was.</summary>
    public QuotationSeries? Series { get; init; }
}

/// <summary>Which revision somebody decides on, as he saw it.</summary>
public sealed record SeenRevision(int Revision, string ContentHash);

/// <param name="Policy">What the sender may send without approval.</param>
/// <param name="Series">Of the financial year of the command.</param>
/// <param name="To">Masked, or a contact's id; never an address.</param>
public sealed record Sending(ApprovalPolicy Policy, QuotationSeries Series, string? To)
{
    /// <summary><see cref="ShareToken.HashOf"/> of the link's token; null for no link.</summary>
    public string? ShareTokenHash { get; init; }
}

/// <summary>The life of a quotation: draft, sent, then accepted, rejected, expired or withdrawn; a later
/// revision supersedes a sent one.</summary>
public static class QuotationDecisions
{
    /// <summary>The first of a deal.</summary>
    public static QuotationFact Begin(QuotationContent content) =>
        new(Quotation.Draft(1, content), "quotation.drafted");

    /// <summary>
    /// Another content. A draft takes it as it is; of anything sent it makes the next revision, which keeps
    /// the number and begins as a draft, and a sent one is superseded. The same content changes nothing.
    /// </summary>
    public static Verdict<QuotationFact> Revise(
        this Quotation quotation,
        QuotationContent content
    ) =>
        quotation.Status switch
        {
            QuotationStatus.Draft => quotation.Edited(content),
            QuotationStatus.Sent => quotation.Sent(content),
            QuotationStatus.Rejected or QuotationStatus.Expired or QuotationStatus.Withdrawn =>
                quotation.Next(content, quotation),
            QuotationStatus.Accepted => Forbids(quotation, "revised", "it was accepted"),
            QuotationStatus.Superseded => Superseded(quotation),
        };

    /// <summary>By a manager or an administrator, of exactly what he saw.</summary>
    public static Verdict<QuotationFact> Approve(
        this Quotation quotation,
        SeenRevision seen,
        string? note,
        Command command
    )
    {
        if (!command.Actor.Is(Role.Manager) && !command.Actor.Is(Role.Admin))
            return new Fault(
                FaultKind.Forbidden,
                "quotation.approver_role",
                "Only a manager or an administrator approves quotations."
            );
        if (quotation.Status != QuotationStatus.Draft)
            return Forbids(quotation, "approved", "only drafts are");
        if (quotation.ObjectionTo(seen) is { } objection)
            return objection;
        if (quotation.IsApproved)
            return new QuotationFact(quotation, "quotation.approved");
        var approval = new QuotationApproval(
            quotation.ContentHash,
            command.Actor.Id,
            command.Now,
            note
        );
        return new QuotationFact(
            quotation with
            {
                Approvals = [.. quotation.Approvals, approval],
            },
            "quotation.approved"
        );
    }

    /// <summary>To the customer. A quotation without a number gets the next of the series.</summary>
    public static Verdict<QuotationFact> Send(
        this Quotation quotation,
        Sending sending,
        Command command
    )
    {
        if (quotation.Status != QuotationStatus.Draft)
            return Forbids(quotation, "sent", "only drafts are");
        if (quotation.IsOver(command))
            return Over(quotation);
        var reasons = sending.Policy.ReasonsFor(quotation);
        if (reasons.Count > 0 && !quotation.IsApproved)
            return NeedsApproval(quotation, reasons);
        if (quotation.Number is not null)
            return new QuotationFact(quotation.Out(sending, command), "quotation.sent");
        var given = sending.Series.Give(command);
        if (given.IsRefused)
            return given.Refusal;
        var numbered = quotation with { Number = given.Value.Number };
        return new QuotationFact(numbered.Out(sending, command), "quotation.sent")
        {
            Series = given.Value.Series,
        };
    }

    /// <summary>With another link for the customer; the one before stops working.</summary>
    /// <param name="tokenHash"><see cref="ShareToken.HashOf"/> of the link's token.</param>
    public static Verdict<QuotationFact> Share(
        this Quotation quotation,
        string tokenHash,
        Command command
    )
    {
        if (quotation.Status != QuotationStatus.Sent)
            return Forbids(quotation, "shared", "only sent ones are");
        return quotation.IsOver(command)
            ? Over(quotation)
            : new QuotationFact(quotation with { ShareTokenHash = tokenHash }, "quotation.shared");
    }

    /// <summary>By an agent, or by the customer through the link, of exactly what he saw, while it is
    /// valid.</summary>
    public static Verdict<QuotationFact> Accept(
        this Quotation quotation,
        SeenRevision seen,
        string? note,
        Command command
    ) =>
        quotation.Decide(
            seen,
            command,
            quotation.Decided(QuotationStatus.Accepted, note, command),
            "accepted"
        );

    /// <summary>As <see cref="Accept"/>.</summary>
    public static Verdict<QuotationFact> Reject(
        this Quotation quotation,
        SeenRevision seen,
        string? note,
        Command command
    ) =>
        quotation.Decide(
            seen,
            command,
            quotation.Decided(QuotationStatus.Rejected, note, command),
            "rejected"
        );

    /// <summary>Taken back, whether it was sent or not.</summary>
    public static Verdict<QuotationFact> Withdraw(
        this Quotation quotation,
        string? note,
        Command command
    ) =>
        quotation.Status switch
        {
            QuotationStatus.Draft or QuotationStatus.Sent => new QuotationFact(
                quotation.Decided(QuotationStatus.Withdrawn, note, command),
                "quotation.withdrawn"
            ),
            QuotationStatus.Accepted
            or QuotationStatus.Rejected
            or QuotationStatus.Expired
            or QuotationStatus.Withdrawn => Forbids(quotation, "withdrawn", "it was decided"),
            QuotationStatus.Superseded => Superseded(quotation),
        };

    /// <summary>By the timer, once the last day of a sent one has passed in company time.</summary>
    public static Verdict<QuotationFact> Expire(this Quotation quotation, Command command)
    {
        if (quotation.Status != QuotationStatus.Sent)
            return Forbids(quotation, "expired", "only sent ones are");
        return quotation.IsOver(command)
            ? new QuotationFact(
                quotation.Decided(QuotationStatus.Expired, null, command),
                "quotation.expired"
            )
            : Forbids(quotation, "expired", "it is still valid");
    }

    private static Verdict<QuotationFact> Edited(
        this Quotation quotation,
        QuotationContent content
    ) =>
        new QuotationFact(
            Quotation.Draft(quotation.Revision, content) with
            {
                Number = quotation.Number,
                Approvals = quotation.Approvals,
            },
            "quotation.edited"
        )
        {
            Diff = QuotationDiff.Between(quotation.Content, content),
        };

    private static QuotationFact Sent(this Quotation quotation, QuotationContent content) =>
        content.Hash == quotation.ContentHash
            ? new QuotationFact(quotation, "quotation.edited") { Diff = new QuotationDiff([], []) }
            : quotation.Next(content, quotation with { Status = QuotationStatus.Superseded });

    private static QuotationFact Next(
        this Quotation quotation,
        QuotationContent content,
        Quotation past
    ) =>
        new(
            Quotation.Draft(quotation.Revision + 1, content) with
            {
                Number = quotation.Number,
            },
            "quotation.revised"
        )
        {
            Past = past,
            Diff = QuotationDiff.Between(quotation.Content, content),
        };

    private static Verdict<QuotationFact> Decide(
        this Quotation quotation,
        SeenRevision seen,
        Command command,
        Quotation decided,
        string what
    )
    {
        if (quotation.ObjectionTo(seen) is { } objection)
            return objection;
        return quotation.Status switch
        {
            QuotationStatus.Sent when quotation.IsOver(command) => Over(quotation),
            QuotationStatus.Sent => new QuotationFact(decided, $"quotation.{what}"),
            QuotationStatus.Draft => Forbids(quotation, what, "it was not sent"),
            QuotationStatus.Expired => Over(quotation),
            QuotationStatus.Accepted or QuotationStatus.Rejected => Forbids(
                quotation,
                what,
                $"it is {WireNames<QuotationStatus>.Of(quotation.Status)} already"
            ),
            QuotationStatus.Withdrawn => Forbids(quotation, what, "it was withdrawn"),
            QuotationStatus.Superseded => Superseded(quotation),
        };
    }

    private static Fault? ObjectionTo(this Quotation quotation, SeenRevision seen)
    {
        if (quotation.Status == QuotationStatus.Superseded)
            return Superseded(quotation);
        if (seen.Revision != quotation.Revision)
            return OtherRevision(quotation);
        return seen.ContentHash == quotation.ContentHash
            ? null
            : Fault.Conflict(
                "quotation.content_changed",
                "The quotation says something else by now; look at it again.",
                ("current_content_hash", quotation.ContentHash)
            );
    }

    private static Quotation Out(this Quotation quotation, Sending sending, Command command) =>
        quotation with
        {
            Status = QuotationStatus.Sent,
            SentAt = command.Now,
            SentTo = sending.To,
            ShareTokenHash = sending.ShareTokenHash,
        };

    private static Quotation Decided(
        this Quotation quotation,
        QuotationStatus status,
        string? note,
        Command command
    ) => quotation with { Status = status, DecidedAt = command.Now, DecisionNote = note };

    private static bool IsOver(this Quotation quotation, Command command) =>
        command.Now >= quotation.ExpiresAt;

    private static Fault NeedsApproval(
        Quotation quotation,
        IReadOnlyList<ApprovalReason> reasons
    ) =>
        Fault.Conflict(
            "quotation.needs_approval",
            "A manager must approve this content before it is sent.",
            ("content_hash", quotation.ContentHash),
            ("reasons", reasons.Select(WireNames<ApprovalReason>.Of).ToArray())
        );

    private static Fault Over(Quotation quotation) =>
        Fault.Conflict(
            "quotation.expired",
            "The quotation is no longer valid; revise it with a later date.",
            ("valid_until", NodaTime.Text.LocalDatePattern.Iso.Format(quotation.ValidUntil))
        );

    private static Fault Superseded(Quotation quotation) =>
        Fault.Conflict(
            "quotation.superseded",
            "A later revision took the place of this one; look at the current one.",
            ("revision", (long)quotation.Revision)
        );

    private static Fault OtherRevision(Quotation quotation) =>
        Fault.Conflict(
            "quotation.superseded",
            "A later revision took the place of this one; look at the current one.",
            ("current_revision", (long)quotation.Revision)
        );

    private static Fault Forbids(Quotation quotation, string what, string why) =>
        Fault.Conflict(
            "quotation.status_forbids",
            $"This quotation cannot be {what}: {why}.",
            ("current_status", WireNames<QuotationStatus>.Of(quotation.Status))
        );
}
