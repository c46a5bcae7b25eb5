using KoSales.Domain.Contacts;
using KoSales.Domain.Customers;
using KoSales.Domain.Entities;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Fields;
using KoSales.Domain.Leads;
using KoSales.Domain.Timeline;
using KoSales.Functions.Entities.Changing;
using KoSales.Functions.Leads;

namespace KoSales.Functions.Documents.Proving;

/// <summary>Makes the records about a subject show what its documents prove, in the transaction that says
/// so.</summary>
public sealed class LicenceShowing(
    IDocumentStore store,
    EntityWriter<Contact> contacts,
    EntityWriter<Customer> customers,
    LeadWriter leads
)
{
    /// <summary>Erased records show nothing and stay as they are; deleted ones are kept right, since they
    /// may be restored.</summary>
    public async ValueTask AddAsync(
        WriteBatch batch,
        IReadOnlyList<EntityRef> subjects,
        IReadOnlyList<ShownLicence> licences,
        Command command,
        CancellationToken cancellationToken
    )
    {
        foreach (var subject in subjects)
            await AddAsync(batch, subject, licences, command, cancellationToken);
    }

    private ValueTask AddAsync(
        WriteBatch batch,
        EntityRef subject,
        IReadOnlyList<ShownLicence> licences,
        Command command,
        CancellationToken cancellationToken
    ) =>
        subject.Type switch
        {
            EntityKind.Lead => LeadAsync(batch, subject.Id, licences, command, cancellationToken),
            EntityKind.Contact => EntityAsync(
                new Shown<Contact>(ContactStore.Collection, ContactFields.Decisions, contacts),
                batch,
                subject.Id,
                licences,
                command,
                cancellationToken
            ),
            EntityKind.Customer => EntityAsync(
                new Shown<Customer>(CustomerStore.Collection, CustomerFields.Decisions, customers),
                batch,
                subject.Id,
                licences,
                command,
                cancellationToken
            ),
            EntityKind.Deal => ValueTask.CompletedTask,
        };

    private async ValueTask EntityAsync<T>(
        Shown<T> kind,
        WriteBatch batch,
        string id,
        IReadOnlyList<ShownLicence> licences,
        Command command,
        CancellationToken cancellationToken
    )
        where T : PersonalEntity
    {
        if (
            await store.FindAsync(kind.Collection, id, cancellationToken)
            is not { ErasedAt: null } entity
        )
            return;
        var fact = kind.Decisions.Edit(entity, (T)(entity with { Licences = licences }), command);
        if (fact.Changes.Count > 0)
            await kind.Writer.AddAsync(
                batch,
                entity,
                fact with
                {
                    Summary = $"{WireNames<EntityKind>.Of(entity.Ref.Type)}.licences_changed",
                },
                command,
                cancellationToken
            );
    }

    private async ValueTask LeadAsync(
        WriteBatch batch,
        string id,
        IReadOnlyList<ShownLicence> licences,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (
            await store.FindAsync(LeadStore.Collection, id, cancellationToken)
            is not { ErasedAt: null } lead
        )
            return;
        var shown = lead with
        {
            Licences = licences,
            Version = lead.Version + 1,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };
        var changes = LeadFields.Table.Differences(lead, shown);
        if (changes.Count == 0)
            return;
        var fact = new LeadFact(shown, "lead.updated", TimelineKind.Edited, changes)
        {
            Summary = "lead.licences_changed",
        };
        await leads.AddAsync(batch, lead, fact, command, cancellationToken);
    }

    private sealed record Shown<T>(
        Collection<T> Collection,
        EntityDecisions<T> Decisions,
        EntityWriter<T> Writer
    )
        where T : PersonalEntity;
}
