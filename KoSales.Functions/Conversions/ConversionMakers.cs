using KoSales.Domain.Assignment;
using KoSales.Domain.Contacts;
using KoSales.Domain.Deals;
using KoSales.Domain.Fields;
using KoSales.Domain.Leads;
using KoSales.Functions.Entities.Changing;
using KoSales.Functions.Entities.Making;

namespace KoSales.Functions.Conversions;

/// <summary>Adds the contact and the deal of a conversion to its batch.</summary>
public sealed class ConversionMakers(
    IdAllocator ids,
    EntityIntake<Contact> contacts,
    EntityWriter<Contact> contactWriter,
    EntityIntake<Deal> deals
)
{
    public ValueTask<ContactId> NextContactAsync(CancellationToken cancellationToken) =>
        ids.NextAsync<ContactId>(cancellationToken);

    public ValueTask<Contact> ContactAsync(
        WriteBatch batch,
        Contact made,
        Holder holder,
        Command command,
        CancellationToken cancellationToken
    ) => contacts.AddAsync(batch, made, holder, command, cancellationToken);

    public async ValueTask<Deal> DealAsync(
        WriteBatch batch,
        Deal draft,
        Holder holder,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var made = draft with { Id = await ids.NextAsync<DealId>(cancellationToken) };
        return await deals.AddAsync(batch, made, holder, command, cancellationToken);
    }

    /// <summary>An existing contact: what it lacks of lead and customer is filled in, it shows what the lead's
    /// documents prove, and whoever follows its tasks is told to look again.</summary>
    public async ValueTask<Contact> LinkAsync(
        WriteBatch batch,
        Contact contact,
        Lead lead,
        LinkedParties linked,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var filled = contact with
        {
            LeadId = contact.LeadId ?? lead.Key,
            CustomerId = contact.CustomerId ?? linked.CustomerId,
            Licences = linked.Licences ?? contact.Licences,
        };
        var fact = ContactFields.Decisions.Edit(contact, filled, command);
        if (fact.Changes.Count > 0)
            await contactWriter.AddAsync(batch, contact, fact, command, cancellationToken);
        batch.Emit(command, new OutboxFact("contact.updated", contact.Ref));
        return fact.Entity;
    }

    /// <summary>Null for no deal; the faults stand at <c>/deal</c>.</summary>
    public async ValueTask<Deal?> CheckDealAsync(
        ConvertDeal? body,
        FieldChecks checks,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (body is null)
            return null;
        var own = new FieldChecks();
        var input = EntityInputs.Of(DealFields.Table, body, null);
        var draft = await deals.CheckAsync(input, own, command, cancellationToken);
        checks.Faults.AddRange(own.Faults.Select(f => f with { Pointer = "/deal" + f.Pointer }));
        return draft;
    }
}
