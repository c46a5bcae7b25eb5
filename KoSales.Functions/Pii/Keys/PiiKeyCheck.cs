using KoSales.Domain.Pii;

namespace KoSales.Functions.Pii.Keys;

/// <summary>Makes the keys at the first start, and stops a later one whose keys are not those that the
/// stored data were written with.</summary>
internal sealed class PiiKeyCheck(IDocumentStore store, PiiVault vault, PiiKeys keys) : IStartTask
{
    private const int Sample = 20;

    /// <summary>A few lookups by index, whatever the number of subjects. Throws
    /// <see cref="KeyUnknownException"/> or <see cref="IndexKeyChangedException"/>.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var id in KeyIdsInUseAsync(cancellationToken))
        {
            if (!keys.ById.ContainsKey(id))
                throw new KeyUnknownException(id);
        }

        var sample = new Query(Piis.Collection, Filter.Everything) { Limit = Sample };
        foreach (var document in await store.ListAsync(Piis.Collection, sample, cancellationToken))
        {
            if (!await IsIndexedByOursAsync(document, cancellationToken))
                throw new IndexKeyChangedException(document.Id);
        }
    }

    private async ValueTask<bool> IsIndexedByOursAsync(
        PiiDocument document,
        CancellationToken cancellationToken
    ) =>
        document.PhoneIndex.Count == 0
        || await vault.OpenAsync(document.Id, cancellationToken) is not { } data
        || vault.PhoneIndexOf(data.Phones[0].Number) == document.PhoneIndex[0];

    private async IAsyncEnumerable<string> KeyIdsInUseAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var filter = Filter.Everything;
        SortKey[] sort = [new("key_id", FieldType.Text)];
        while (
            await store.ListAsync(
                Piis.Keys,
                new Query(Piis.Keys, filter) { Sort = sort, Limit = 1 },
                cancellationToken
            )
                is [var next, ..]
        )
        {
            yield return next.KeyId;
            filter = new Filter.Condition(
                "key_id",
                FilterOperator.Gt,
                new FilterValue.Text(next.KeyId)
            );
        }
    }
}

/// <summary>The blind indexes in the store were made with another key.</summary>
public sealed class IndexKeyChangedException(PiiId id)
    : Exception(
        $"{PiiOptions.Section}:IndexKey is not the key that {id} was indexed with, "
            + "so no phone, e-mail, GSTIN or PAN would be found again. Put the old key back."
    );
