using KoSales.Domain.Entities;
using KoSales.Domain.Fields;
using KoSales.Domain.Quotations;

namespace KoSales.Domain.Deals;

/// <summary>The fields of a deal.</summary>
public static class DealFields
{
    private static readonly FieldMaker<Deal> Field = new();

    public static readonly FieldTable<Deal> Table = new([
        Field.Text("id", d => d.Id.Value),
        Field
            .Prose(
                "title",
                d => d.Title,
                (d, v) => d with { Title = v ?? d.Title },
                FieldLimits.Name
            )
            .Needed("A title is needed, such as what is to be sold to whom.")
            .Headed("title", "deal", "dealname", "opportunity", "opportunityname", "सौदा"),
        Field.Choice<DealStatus>("status", d => d.Status).Tracked(),
        Field.Text("stage", d => d.Stage).Tracked(),
        Field
            .Text(
                "contact_id",
                d => d.ContactId,
                (d, v) => d with { ContactId = v },
                FieldLimits.Id
            )
            .OnlyByKnownHeading()
            .Headed("contactid"),
        Field
            .Text(
                "customer_id",
                d => d.CustomerId,
                (d, v) => d with { CustomerId = v },
                FieldLimits.Id
            )
            .OnlyByKnownHeading()
            .Headed("customerid"),
        Field
            .Text("lead_id", d => d.LeadId, (d, v) => d with { LeadId = v }, FieldLimits.Id)
            .OnlyByKnownHeading()
            .Headed("leadid"),
        Field
            .Text(
                "external_ref",
                d => d.ExternalRef,
                (d, v) => d with { ExternalRef = v },
                FieldLimits.Reference
            )
            .NotFilledIn()
            .OnlyByKnownHeading()
            .Headed("externalref", "externalid", "dealnumber", "opportunityid", "dealid"),
        Field
            .Amount("amount", d => d.Amount, (d, v) => d with { Amount = v })
            .NotAsked()
            .NotExported()
            .Headed("amount", "value", "dealvalue", "closevalue", "राशि"),
        Field.Number("amount_inr", d => d.AmountInr),
        Field
            .Number(
                "probability",
                d => d.Probability,
                (d, v) => d with { Probability = (int?)v, IsProbabilitySet = v is not null },
                new NumberRange(0, 100, "percent")
            )
            .Headed("probability", "chance"),
        Field
            .Day(
                "expected_close_on",
                d => d.ExpectedCloseOn,
                (d, v) => d with { ExpectedCloseOn = v }
            )
            .OnlyByKnownHeading()
            .Headed("expectedclose", "expectedcloseon", "closedate", "expectedclosedate"),
        Field.Text("lost_reason", d => d.LostReason).Tracked(),
        Field.Moment("won_at", d => d.WonAt),
        Field.Moment("lost_at", d => d.LostAt),
        Field.Text("quotation.number", d => d.Quotation?.Number).Tracked().NotExported(),
        Field.Number("quotation.revision", d => d.Quotation?.Revision).Tracked().NotExported(),
        Field
            .Choice<QuotationStatus>("quotation.status", d => d.Quotation?.Status)
            .Tracked()
            .NotExported(),
        Field.Day("quotation.valid_until", d => d.Quotation?.ValidUntil).NotExported(),
        Field.Text("draft_order_id", d => d.DraftOrderId).Tracked().NotExported(),
        .. CommonFields.Of<Deal>((d, v) => d with { Tags = v }),
    ]);

    /// <summary>What columns of a file of deals can be mapped to.</summary>
    public static readonly CellTable<Deal> Cells = new(
        Table,
        [.. InputColumn.OfPlacement, InputColumn.ClosedAt]
    );

    public static readonly EntityDecisions<Deal> Decisions = new("deal", Table);
}
