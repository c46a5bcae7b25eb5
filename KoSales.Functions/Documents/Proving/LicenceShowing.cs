using KoSales.Domain.Contacts;
using KoSales.Domain.Customers;
using KoSales.Domain.Entities;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Leads;
using KoSales.Functions.Entities.Changing;

namespace KoSales.Functions.Documents.Proving;

/// <summary>Makes the records about a subject show what its documents prove, in the transaction that says
/// so.</summary>
public sealed class LicenceShowing(
    IDocumentStore store,
    EntityWriter<Contact> contacts,
    EntityWriter<Customer> customers,
    EntityWriter<Lead> leads
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
            EntityKind.Lead => EntityAsync(
                new Shown<Lead>(LeadStore.Collection, LeadFields.Decisions, leads),
                batch,
                subject.Id,
                licences,
                command,
                cancellationToken
            ),
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

    private sealed record Shown<T>(
        Collection<T> Collection,
        EntityDecisions<T> Decisions,
        EntityWriter<T> Writer
    )
        where T : PersonalEntity;
}
