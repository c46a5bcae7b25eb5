namespace KoSales.Functions.Pii.Keys;

/// <summary>How the documents of a collection hold what <see cref="SecretBox"/> sealed.</summary>
/// <param name="IsOutdated">Whether one of them holds something under another key than the active one.</param>
/// <param name="Rewrapped">The same document with all of it under the active key.</param>
public sealed record SealedShape<T>(
    Collection<T> Collection,
    Func<T, bool> IsOutdated,
    Func<T, T> Rewrapped
)
    where T : Document;

/// <summary>Moves what the documents of a collection hold sealed along when keys are rotated. Deleted ones too, so
/// that nothing that is stored needs the old key.</summary>
public sealed class SealedRecords<T>(IDocumentStore store, SealedShape<T> shape) : ISealedHolder
    where T : Document
{
    /// <summary>What somebody changes meanwhile is moved by the next call.</summary>
    public async Task<int> RewrapAsync(
        int max,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var moved = 0;
        await foreach (var document in OutdatedAsync(cancellationToken))
        {
            if (moved == max)
                break;
            var batch = new WriteBatch().Replace(shape.Collection, Next(document, command));
            if ((await store.CommitAsync(batch, cancellationToken)).IsCommitted)
                moved++;
        }

        return moved;
    }

    public async ValueTask<long> CountOutdatedAsync(CancellationToken cancellationToken) =>
        await OutdatedAsync(cancellationToken).CountAsync(cancellationToken);

    private T Next(T document, Command command) =>
        (T)(
            shape.Rewrapped(document) with
            {
                Version = document.Version + 1,
                UpdatedAt = command.Now,
                UpdatedBy = command.Actor.Id,
            }
        );

    private IAsyncEnumerable<T> OutdatedAsync(CancellationToken cancellationToken) =>
        store
            .StreamAsync(shape.Collection, Filter.Everything, cancellationToken)
            .Where(shape.IsOutdated);
}
