using KoSales.Domain.Contacts;
using KoSales.Domain.Documents;
using KoSales.Domain.Entities;
using KoSales.Domain.Fields;
using KoSales.Domain.Leads;
using KoSales.Domain.Pii;
using KoSales.Functions.Documents;
using KoSales.Functions.Documents.Proving;

namespace KoSales.Functions.Conversions;

/// <summary>Lets the documents of a lead be those of its contact.</summary>
public sealed class ConversionDocuments(
    DocumentWriter documents,
    DocumentTransfer transfer,
    LicenceShowing showing
)
{
    /// <summary>Those that go along; refused where an existing contact would have more than one may
    /// have.</summary>
    /// <param name="contact">Null for a new one, which has the lead's personal data.</param>
    public async ValueTask<Verdict<IReadOnlyList<TypedDocument>>> FindAsync(
        Lead lead,
        Contact? contact,
        CancellationToken cancellationToken
    ) =>
        contact is null || contact.PiiId == lead.PiiId
            ? (await documents.AllAsync(PiiId.Of(lead.PiiId), cancellationToken)).ToArray()
            : await transfer.FindAsync(MoveOf(lead, contact), cancellationToken);

    /// <summary>Adds to the batch that they are an existing contact's, and that others who share its personal
    /// data show them. Lead and contact are the caller's to write.</summary>
    /// <returns>Null where none passes.</returns>
    public async ValueTask<DocumentsMoved?> AddAsync(
        WriteBatch batch,
        Lead lead,
        Contact? contact,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (contact is null)
            return null;
        var moved = await transfer.AddAsync(
            batch,
            MoveOf(lead, contact),
            command,
            cancellationToken
        );
        if (moved is not null)
            await showing.AddAsync(
                batch,
                [.. moved.To.Subject.Where(s => s != contact.Ref)],
                moved.Gained,
                command,
                cancellationToken
            );
        return moved;
    }

    /// <summary>The lead without what went to the contact.</summary>
    public static EntityFact<Lead> Without(EntityFact<Lead> fact, DocumentsMoved? moved)
    {
        if (moved is null)
            return fact;
        var left = fact.Entity with { Licences = moved.Left };
        return fact with
        {
            Entity = left,
            Changes = [.. fact.Changes, .. LeadFields.Table.Differences(fact.Entity, left)],
        };
    }

    private static DocumentMove MoveOf(Lead lead, Contact contact) =>
        new(PiiId.Of(lead.PiiId), PiiId.Of(contact.PiiId));
}
