using KoSales.Domain.Assignment;
using KoSales.Domain.Contacts;
using KoSales.Domain.Deals;
using KoSales.Domain.Fields;
using KoSales.Domain.Leads;
using KoSales.Functions.Entities.Changing;
using KoSales.Functions.Entities.Making;

namespace KoSales.Functions.Conversions;

/// <summary>The ids that one conversion takes. A number that was taken for an attempt serves the next one, so
/// that somebody who was faster leaves no gap.</summary>
/// <remarks>Not thread-safe; made for one call.</remarks>
public sealed class ConversionIds(IdAllocator ids)
{
    private ContactId? _contact;
    private DealId? _deal;

    public async ValueTask<ContactId> ContactAsync(CancellationToken cancellationToken) =>
        _contact ??= await ids.NextAsync<ContactId>(cancellationToken);

    public async ValueTask<DealId> DealAsync(CancellationToken cancellationToken) =>
        _deal ??= await ids.NextAsync<DealId>(cancellationToken);
}

/// <summary>Adds the contact and the deal of a conversion to its batch.</summary>
public sealed class ConversionMakers(
    IdAllocator ids,
    EntityIntake<Contact> contacts,
    EntityWriter<Contact> contactWriter,
    EntityIntake<Deal> deals
)
{
    /// <summary>For all attempts of one conversion.</summary>
    public ConversionIds NewIds() => new(ids);

    public ValueTask<Contact> ContactAsync(
        WriteBatch batch,
        Contact made,
        Holder holder,
        Command command,
        CancellationToken cancellationToken
    ) => contacts.AddAsync(batch, made, holder, command, cancellationToken);

    public ValueTask<Deal> DealAsync(
        WriteBatch batch,
        Deal made,
        Holder holder,
        Command command,
        CancellationToken cancellationToken
    ) => deals.AddAsync(batch, made, holder, command, cancellationToken);

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
        else
            batch.Replace(ContactStore.Collection, Touched(contact, command));
        batch.Emit(command, new OutboxFact("contact.updated", contact.Ref));
        return fact.Entity;
    }

    /// <summary>The next version, though nothing of it changes: what the lead had becomes whose the contact is, so
    /// that nobody may hand the contact over meanwhile.</summary>
    private static Contact Touched(Contact contact, Command command) =>
        contact with
        {
            Version = contact.Version + 1,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };

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
