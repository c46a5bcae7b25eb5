using KoSales.Domain.Entities;
using KoSales.Domain.Fields;
using KoSales.Domain.Kernel.Amounts;
using KoSales.Domain.Quotations;
using KoSales.Domain.Timeline;
using NodaTime;
using NodaTime.Text;

namespace KoSales.Domain.Deals;

/// <summary>The quotation of a deal: which decisions a deal allows, and what they make of it.</summary>
public static class DealQuotations
{
    /// <summary>A deal has no more revisions, so that it stays a document of a size.</summary>
    public const int MostRevisions = 50;

    private static readonly ReminderPolicy Reminders = ReminderPolicy.Usual;

    /// <summary>The current revision, or the fault that there is none.</summary>
    public static Verdict<Quotation> Offered(this Deal deal) =>
        deal.Quotation is { } quotation
            ? quotation
            : new Fault(
                FaultKind.NotFound,
                "quotation.not_found",
                "Nothing is offered in this deal yet; write a quotation first."
            );

    /// <summary>The revision of this number, current or past; null when there is none.</summary>
    public static Quotation? Revision(this Deal deal, int number) =>
        deal.Quotation?.Revision == number
            ? deal.Quotation
            : deal.QuotationHistory.FirstOrDefault(q => q.Revision == number);

    /// <summary>Another content: the first draft, an edited one, or the next revision. Refused when the
    /// deal is closed.</summary>
    public static Verdict<QuotationFact> Quote(this Deal deal, QuotationContent content)
    {
        if (!deal.IsOpen)
            return Closed(deal, "quoted");
        if (deal.Quotation is not { } quotation)
            return QuotationDecisions.Begin(content);
        var revised = quotation.Revise(content);
        return !revised.IsRefused && revised.Value.Quotation.Revision > MostRevisions
            ? Fault.Conflict(
                "quotation.too_many_revisions",
                $"A deal has at most {MostRevisions} revisions; go on in another deal."
            )
            : revised;
    }

    /// <summary>Null when the deal lets its quotation be sent and decided: one that is lost does
    /// not.</summary>
    public static Fault? ObjectionToOffer(this Deal deal) =>
        deal.Status == DealStatus.Lost ? Closed(deal, "closed by an offer") : null;

    /// <summary>The deal's next version with what was decided about its quotation; the deal itself when
    /// that changes nothing.</summary>
    public static EntityFact<Deal> With(this Deal deal, QuotationFact fact, Command command)
    {
        var after = deal.Holding(fact, command.Now) with
        {
            Version = deal.Version + 1,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };
        return Told(deal, after, fact);
    }

    /// <summary>The same version of the deal with the quotation as decided, for a change that makes the
    /// next version by itself. What was accepted is the deal's amount from then on: the grand total, in
    /// rupees.</summary>
    public static Deal Holding(this Deal deal, QuotationFact fact, Instant now) =>
        deal with
        {
            Amount =
                fact.Quotation.Status == QuotationStatus.Accepted
                    ? Money.Of(fact.Quotation.Totals.GrandTotal)
                    : deal.Amount,
            Quotation = fact.Quotation,
            QuotationHistory = fact.Past is { } past
                ? [.. deal.QuotationHistory, past]
                : deal.QuotationHistory,
            QuotationDueAt = DueAt(fact.Quotation, now),
        };

    /// <summary>What the deal's event and timeline say of a decision about its quotation.</summary>
    /// <param name="after">The next version.</param>
    public static EntityFact<Deal> Told(Deal before, Deal after, QuotationFact fact)
    {
        FieldChange[] changes =
        [
            .. DealFields.Table.Differences(before, after),
            .. Unlisted(before.Quotation, fact.Quotation),
        ];
        return new EntityFact<Deal>(
            changes.Length > 0 ? after : before,
            "deal.updated",
            TimelineKind.Quotation,
            changes
        )
        {
            Summary = fact.Type,
            Reason = fact.Quotation.DecisionNote,
        };
    }

    /// <summary>The timer's turn: ended when the last day has passed, else reminded of.</summary>
    /// <returns>Null when there is nothing to do by now.</returns>
    public static QuotationFact? Due(this Deal deal, Command command)
    {
        if (deal is not { Quotation: { } quotation, QuotationDueAt: { } due } || due > command.Now)
            return null;
        var expired = quotation.Expire(command);
        return expired.IsRefused
            ? new QuotationFact(quotation, "quotation.reminder")
            : expired.Value;
    }

    /// <summary>What changed of it that no list asks for.</summary>
    private static IEnumerable<FieldChange> Unlisted(Quotation? before, Quotation after)
    {
        if (before is not null && before.ContentHash != after.ContentHash)
            yield return new FieldChange(
                "quotation.content_hash",
                before.ContentHash,
                after.ContentHash
            );
        if (before is not null && before.PricedOn != after.PricedOn)
            yield return new FieldChange(
                "quotation.priced_on",
                LocalDatePattern.Iso.Format(before.PricedOn),
                LocalDatePattern.Iso.Format(after.PricedOn)
            );
        if (after.Approvals.Count > (before?.Approvals.Count ?? 0))
            yield return new FieldChange("quotation.approved_by", null, after.Approvals[^1].By);
        if (after.ShareTokenHash is not null && after.ShareTokenHash != before?.ShareTokenHash)
            yield return new FieldChange("quotation.link", null, "new");
    }

    /// <summary>The next reminder, at the latest the end; null for what is not with the
    /// customer.</summary>
    private static Instant? DueAt(Quotation quotation, Instant now) =>
        quotation.Status == QuotationStatus.Sent
            ? Reminders.NextAfter(quotation, now) ?? quotation.ExpiresAt
            : null;

    private static Fault Closed(Deal deal, string what) =>
        Fault.Conflict(
            "deal.not_open",
            $"This deal cannot be {what}: it is {deal.StatusName}.",
            ("current_status", deal.StatusName)
        );
}
