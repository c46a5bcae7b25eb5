using KoSales.Domain.Entities;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Pii;
using KoSales.Functions.Calls;
using KoSales.Functions.Entities.Changing;
using KoSales.Functions.Pii;
using KoSales.Functions.Pii.Consents;

namespace KoSales.Functions.Entities.Personal;

/// <summary>Lets people to the personal data of the entities that they can see.</summary>
public sealed class PersonalScope<T>(EntitySpec<T> spec, IDocumentStore store, EntitySight sight)
    : ISubjectScope
    where T : PersonalEntity
{
    public async ValueTask<bool> CanSeeAsync(
        Actor actor,
        EntityRef subject,
        CancellationToken cancellationToken
    ) =>
        subject.Type == spec.Kind
        && await store.FindAsync(spec.Collection, subject.Id, cancellationToken)
            is { DeletedAt: null } entity
        && await sight.SeesAsync(actor, entity, cancellationToken);
}

/// <summary>Entities, as calls are with them.</summary>
public sealed class PersonalCallParties<T>(EntitySpec<T> spec, IDocumentStore store) : ICallParties
    where T : PersonalEntity
{
    public EntityKind Kind => spec.Kind;

    public async ValueTask<CallParty?> FindAsync(string id, CancellationToken cancellationToken) =>
        await store.FindAsync(spec.Collection, id, cancellationToken) is { DeletedAt: null } entity
            ? new CallParty(entity.PhoneIndex, entity.PhoneMasked, entity.IsOpen)
            : null;
}

/// <summary>Entities, as consent ledgers see them.</summary>
public class PersonalConsents<T>(
    EntitySpec<T> spec,
    EntityDecisions<T> decisions,
    IDocumentStore store,
    EntityWriter<T> writer,
    IEntityPauses pauses
) : IConsentSubjects
    where T : PersonalEntity
{
    public EntityKind Kind => spec.Kind;

    protected IDocumentStore Store { get; } = store;

    /// <summary>None: these records have had a ledger from the beginning.</summary>
    public virtual ValueTask<IReadOnlyList<ConsentEntry>> UnrecordedAsync(
        IReadOnlyList<EntityRef> subjects,
        IReadOnlyList<ConsentEntry> ledger,
        CancellationToken cancellationToken
    ) => new([]);

    public async ValueTask ShowAsync(
        WriteBatch batch,
        EntityRef subject,
        IReadOnlyList<ConsentEntry> ledger,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (await Store.FindAsync(spec.Collection, subject.Id, cancellationToken) is not { } entity)
            return;
        var fact = decisions.ShowConsents(entity, ledger, command);
        if (fact.Changes.Count > 0)
            await writer.AddAsync(batch, entity, fact, command, cancellationToken);
    }

    public ValueTask StopAsync(
        WriteBatch batch,
        EntityRef subject,
        Command command,
        CancellationToken cancellationToken
    ) => pauses.BarAsync(batch, subject, ConsentLedger.EveryChannel, command, cancellationToken);
}
