using KoSales.Domain.Entities;
using KoSales.Functions.Tasks.Making;

namespace KoSales.Functions.Entities.Making;

/// <summary>A field that names another entity.</summary>
/// <param name="Path">As in bodies: <c>contact_id</c>.</param>
public sealed record EntityReference<T>(string Path, EntityKind Kind, Func<T, string?> Read)
    where T : Entity;

/// <summary>Checks that entities which others name are there, for whoever names them.</summary>
public sealed class EntityReferences<T>(EntityLife<T> life, TaskSubjects subjects)
    where T : Entity
{
    /// <summary>A fault for each newly named entity that is absent, deleted or out of scope.</summary>
    /// <param name="before">Null for a new entity; what it named already is not asked again.</param>
    public async ValueTask<IReadOnlyList<Fault>> FaultsAsync(
        T entity,
        T? before,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        List<Fault> faults = [];
        foreach (var reference in life.References)
        {
            var id = reference.Read(entity);
            if (id is null || (before is not null && reference.Read(before) == id))
                continue;
            var named = new EntityRef(reference.Kind, id);
            if (!await IsThereAsync(named, actor, cancellationToken))
                faults.Add(Unknown(reference));
        }

        return faults;
    }

    /// <summary>The same of many new entities, in their order; each that is named is looked up
    /// once.</summary>
    public async ValueTask<IReadOnlyList<IReadOnlyList<Fault>>> FaultsOfAllAsync(
        IReadOnlyList<T> entities,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        Dictionary<EntityRef, bool> known = [];
        foreach (var named in entities.SelectMany(NamedBy).Distinct())
            known[named] = await IsThereAsync(named, actor, cancellationToken);
        return
        [
            .. entities.Select(entity =>
                (IReadOnlyList<Fault>)
                    [
                        .. life
                            .References.Where(r => RefOf(r, entity) is { } named && !known[named])
                            .Select(Unknown),
                    ]
            ),
        ];
    }

    private IEnumerable<EntityRef> NamedBy(T entity) =>
        life.References.Select(r => RefOf(r, entity)).OfType<EntityRef>();

    private static EntityRef? RefOf(EntityReference<T> reference, T entity) =>
        reference.Read(entity) is { } id ? new EntityRef(reference.Kind, id) : null;

    private async ValueTask<bool> IsThereAsync(
        EntityRef entity,
        Actor actor,
        CancellationToken cancellationToken
    ) => await subjects.FindAsync(entity, actor, cancellationToken) is not null;

    private static Fault Unknown(EntityReference<T> reference) =>
        Fault.Invalid(
            "/" + reference.Path,
            "reference.unknown",
            $"There is no such {WireNames<EntityKind>.Of(reference.Kind)} that you can see."
        );
}
