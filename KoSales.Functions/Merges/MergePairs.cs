using KoSales.Domain.Entities;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Merges;

namespace KoSales.Functions.Merges;

/// <summary>Two records that are to be merged.</summary>
/// <param name="Done">The merge of these two that was made before; null for none.</param>
public sealed record MergePair<T>(T Survivor, T Loser, MergeRecord? Done)
    where T : PersonalEntity;

/// <summary>Loads the records of merges, for who may merge them: agents their own, managers those of their
/// team.</summary>
public sealed class MergePairs<T>(MergeKind<T> kind, IDocumentStore store)
    where T : PersonalEntity
{
    /// <summary>Two that may be merged, or were.</summary>
    public async ValueTask<Verdict<MergePair<T>>> ForMergeAsync(
        string id,
        string loserId,
        Actor by,
        CancellationToken cancellationToken
    )
    {
        if (id == loserId)
            return Fault.Invalid("/loser_id", "merge.same_record", "Another record is expected.");
        var both = await LoadAsync(id, loserId, by, cancellationToken);
        if (both.IsRefused)
            return both.Refusal;
        var (survivor, loser, _) = both.Value;
        if (loser.DuplicateOf == id && await DoneAsync(loserId, cancellationToken) is { } done)
            return both.Value with { Done = done };
        var fault = Hidden(survivor) ?? Hidden(loser) ?? Objection(survivor, loser, by);
        return fault is null ? both : fault;
    }

    /// <summary>A merged record with the one that it went into.</summary>
    public async ValueTask<Verdict<MergePair<T>>> ForUndoAsync(
        string loserId,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var record = await DoneAsync(loserId, cancellationToken);
        var survivorId = record?.SurvivorId ?? loserId;
        var both = await LoadAsync(loserId, survivorId, command.Actor, cancellationToken);
        if (both.IsRefused)
            return both.Refusal;
        var (loser, survivor, _) = both.Value;
        var pair = new MergePair<T>(survivor, loser, record);
        if (record is null || (record.Undone is null && loser.DuplicateOf is null))
            return Fault.Conflict("merge.not_merged", $"{loserId} was not merged into another.");
        if (record.Undone is not null)
            return pair;
        var fault =
            NotOwn(survivor, loser, command.Actor)
            ?? record.ObjectionToUndo(command.Now)
            ?? Gone(survivor);
        return fault is null ? pair : fault;
    }

    private async ValueTask<MergeRecord?> DoneAsync(
        string loserId,
        CancellationToken cancellationToken
    ) =>
        await store.FindAsync(MergeRecord.Collection, loserId, cancellationToken) is { } record
        && record.Kind == kind.Spec.Kind
            ? record
            : null;

    /// <summary>Both as they are, hidden ones too, each within scope.</summary>
    private async ValueTask<Verdict<MergePair<T>>> LoadAsync(
        string id,
        string otherId,
        Actor by,
        CancellationToken cancellationToken
    )
    {
        var found = (
            await store.GetManyAsync(kind.Spec.Collection, [id, otherId], cancellationToken)
        )
            .Select(kind.Spec.Collection.Read)
            .Where(e => EntityScope.Sees(by, e))
            .ToDictionary(e => e.Key);
        if (
            !found.TryGetValue(id, out var one) || one is { DeletedAt: not null, DuplicateOf: null }
        )
            return kind.Spec.NotFound(id);
        if (
            !found.TryGetValue(otherId, out var other)
            || other is { DeletedAt: not null, DuplicateOf: null }
        )
            return Fault.Invalid(
                "/loser_id",
                "reference.unknown",
                "There is none that you can see."
            );
        return new MergePair<T>(one, other, null);
    }

    private Fault? Objection(T survivor, T loser, Actor by) =>
        NotOwn(survivor, loser, by)
        ?? Merging<T>.Objection(survivor, loser)
        ?? kind.Objection(survivor, loser);

    private static Fault? Hidden(T entity) =>
        entity.DuplicateOf is { } into
            ? Fault.Conflict(
                "merge.already_merged",
                $"{entity.Key} was merged into {into}.",
                ("survivor_id", into)
            )
            : null;

    private static Fault? Gone(T survivor) =>
        survivor.DuplicateOf is { } into
            ? Fault.Conflict(
                "merge.undo_later_first",
                $"{survivor.Key} itself was merged into {into}; undo that first.",
                ("survivor_id", into)
            )
            : null;

    private static Fault? NotOwn(T survivor, T loser, Actor by) =>
        by.Is(Role.Admin) || by.Is(Role.Manager) || (IsOwn(survivor, by) && IsOwn(loser, by))
            ? null
            : new Fault(
                FaultKind.Forbidden,
                "merge.not_yours",
                "Agents merge records of their own; a manager of the team does this."
            );

    private static bool IsOwn(T entity, Actor by) => entity.OwnerId == by.Id;
}
