using NodaTime;

namespace KoSales.Functions.Api.Listing;

/// <summary>The figures of a page of resources; see <see cref="Figures"/>.</summary>
internal sealed class FigureRows(IReadOnlyDictionary<string, RawDocument> rows, Projection view)
{
    /// <summary>Null for a resource without figures.</summary>
    public static async ValueTask<FigureRows?> OfAsync(
        IDocumentStore store,
        ListSpec spec,
        Projection view,
        IReadOnlyList<RawDocument> documents,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        if (spec.Figures is not { } figures)
            return null;
        var rows = await store.GetManyAsync(
            figures.Collection,
            [.. documents.Select(d => d.Id)],
            cancellationToken
        );
        if (figures.Shape is { } shape)
            rows = [.. rows.Select(r => r with { Json = shape(r, now) })];
        return new FigureRows(
            rows.ToDictionary(r => r.Id, StringComparer.Ordinal),
            view.Only(figures.Members)
        );
    }

    /// <summary>Adds a resource's figures to the object that was just written.</summary>
    public void Append(PooledBuffer to, string id)
    {
        if (!rows.TryGetValue(id, out var row))
            return;
        var members = view.Of(row.Json.Span).AsSpan(1);
        if (members.Length == 1)
            return;
        to.Reopen();
        to.Append((byte)',');
        to.Append(members);
    }
}
