using KoSales.Domain.Entities;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Fields;
using KoSales.Domain.Places;

namespace KoSales.Domain.Contacts;

/// <summary>The fields of a contact.</summary>
public static class ContactFields
{
    private static readonly FieldMaker<Contact> Field = new();

    public static readonly FieldTable<Contact> Table = new([
        Field.Text("id", c => c.Id.Value),
        Field.Text("display_name", c => c.DisplayName).Tracked(),
        PersonalRows.Name<Contact>(),
        .. PersonalRows.Of<Contact>(),
        Field
            .Prose("company", c => c.Company, (c, v) => c with { Company = v }, FieldLimits.Name)
            .Headed("company", "companyname", "business", "firm", "shop", "organisation", "फर्म"),
        Field
            .Prose(
                "designation",
                c => c.Designation,
                (c, v) => c with { Designation = v },
                FieldLimits.Short
            )
            .Headed("designation", "title", "role", "पद"),
        Field
            .Choice<BuyerKind>("kind", c => c.Kind, (c, v) => c with { Kind = v ?? c.Kind })
            .Needed($"One of {string.Join(", ", WireNames<BuyerKind>.All)} is needed.")
            .NotFilledIn()
            .OnlyByKnownHeading()
            .Headed("kind", "customertype", "contacttype", "प्रकार"),
        Field
            .Choice<ContactStatus>(
                "status",
                c => c.Status,
                (c, v) => c with { Status = v ?? ContactStatus.Active }
            )
            .NotFilledIn()
            .OnlyByKnownHeading()
            .Headed("contactstatus"),
        Field.Text("stage", c => c.Stage).Tracked(),
        Field
            .Text("lead_id", c => c.LeadId, (c, v) => c with { LeadId = v }, FieldLimits.Id)
            .OnlyByKnownHeading()
            .Headed("leadid"),
        Field
            .Text(
                "customer_id",
                c => c.CustomerId,
                (c, v) => c with { CustomerId = v },
                FieldLimits.Id
            )
            .OnlyByKnownHeading()
            .Headed("customerid"),
        .. AddressFields.Of<Contact>("address", c => c.Address, (c, a) => c with { Address = a }),
        .. CommonFields.Of<Contact>((c, v) => c with { Tags = v }),
    ]);

    /// <summary>What columns of a file of contacts can be mapped to.</summary>
    public static readonly CellTable<Contact> Cells = new(
        Table,
        [.. InputColumn.OfPersons, .. InputColumn.OfPlacement]
    );

    public static readonly EntityDecisions<Contact> Decisions = new("contact", Table);
}
