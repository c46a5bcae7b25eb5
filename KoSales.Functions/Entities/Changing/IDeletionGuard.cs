namespace KoSales.Functions.Entities.Changing;

/// <summary>What stands in the way of deleting entities of one kind: something about them that is under way and
/// would be hidden with them. Asked by <see cref="EntityDesk{T}"/>, hence not for leads. Registered as a singleton by
/// whatever that is.</summary>
public interface IDeletionGuard
{
    EntityKind Kind { get; }

    /// <summary>The fault, which says what to do first; null where nothing is in the way. Adds to the batch that this
    /// still holds when the deletion is committed.</summary>
    ValueTask<Fault?> ObjectionAsync(
        WriteBatch batch,
        EntityRef entity,
        Command command,
        CancellationToken cancellationToken
    );
}
