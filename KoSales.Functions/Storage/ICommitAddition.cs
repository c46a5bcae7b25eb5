namespace KoSales.Functions.Storage;

/// <summary>Adds to what is committed what must be committed with it, whoever commits. Registered as
/// singletons.</summary>
public interface ICommitAddition
{
    /// <summary>What to add; null for nothing, which is the usual case and costs no I/O.</summary>
    /// <param name="batch">About to be committed; not to be changed.</param>
    /// <param name="store">For a look at what is there.</param>
    ValueTask<WriteBatch?> ToAsync(
        WriteBatch batch,
        IDocumentStore store,
        CancellationToken cancellationToken
    );
}
