using KoSales.Domain.Documents;
using KoSales.Functions.Pii;

namespace KoSales.Functions.Documents;

/// <summary>Finds documents of other subjects with the same number or the same file.</summary>
public sealed class DocumentTwins(IDocumentStore store, PiiGate gate)
{
    private const int Most = 10;

    /// <summary>Those that the actor does not see are told of without their ids. At most ten for each
    /// reason.</summary>
    public async ValueTask<IReadOnlyList<DocumentTwin>> OfAsync(
        TypedDocument document,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        List<DocumentTwin> twins = [];
        if (document.NumberIndex is { } number)
            twins.AddRange(
                await FindAsync(
                    "number",
                    DocumentStore.WithNumber(number),
                    document,
                    actor,
                    cancellationToken
                )
            );
        if (document.File is { } file)
            twins.AddRange(
                await FindAsync(
                    "file",
                    DocumentStore.WithContent(file.ContentIndex),
                    document,
                    actor,
                    cancellationToken
                )
            );
        return twins;
    }

    private async ValueTask<IReadOnlyList<DocumentTwin>> FindAsync(
        string by,
        Filter same,
        TypedDocument document,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        // The subject's own come with them and are few.
        var query = new Query(DocumentStore.Collection, same) { Limit = Most + DocumentStore.Most };
        var found = await store.ListAsync(DocumentStore.Collection, query, cancellationToken);
        List<DocumentTwin> twins = [];
        foreach (var other in found.Where(f => IsOther(f, document)).Take(Most))
        {
            var seen = await gate.FindAsync(other.PiiId.Value, actor, cancellationToken);
            twins.Add(
                seen.IsRefused
                    ? new DocumentTwin(by, null, null)
                    : new DocumentTwin(by, other.Id.Value, other.PiiId)
            );
        }

        return twins;
    }

    private static bool IsOther(TypedDocument found, TypedDocument document) =>
        found.ErasedAt is null && found.PiiId != document.PiiId;
}
