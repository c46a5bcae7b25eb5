namespace KoSales.Functions.Api.Batching;

/// <summary>For whom an operation of a batch is done, and where its writes go.</summary>
/// <param name="Shared">The transaction that all operations share; null where each commits its
/// own.</param>
public sealed record BatchScope(Command Command, WriteBatch? Shared = null);

/// <summary>What a batch does with the records of one kind: each operation as its single call does it, with
/// the id of the record for an answer. Two operations on one record that share a transaction refuse each
/// other, since each is made on what is stored.</summary>
public interface IBatchedRecords<TCreate, TEdit>
    where TCreate : class
    where TEdit : class
{
    ValueTask<Verdict<string>> CreateAsync(
        TCreate body,
        BatchScope scope,
        CancellationToken cancellationToken
    );

    ValueTask<Verdict<string>> EditAsync(
        string id,
        PatchRequest<TEdit> patch,
        BatchScope scope,
        CancellationToken cancellationToken
    );

    /// <param name="ifMatch">Null for whichever version is current.</param>
    ValueTask<Verdict<string>> DeleteAsync(
        string id,
        IfMatch? ifMatch,
        BatchScope scope,
        CancellationToken cancellationToken
    );
}
