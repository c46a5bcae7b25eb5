using System.Runtime.CompilerServices;
using KoSales.Domain.Audit;
using KoSales.Functions.Api.Csv;
using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Exports;

/// <summary>Records as a CSV that is read from the store while it is sent.</summary>
public sealed class ExportCsv(IDocumentStore store, ExportSelection selection, ExportKinds kinds)
{
    private const int Page = 500;

    public async Task<CsvAnswer> OfAsync(
        EntityKind entity,
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var kind = kinds.Of(entity);
        var (filter, members) = await selection.OfQueryAsync(kind, request, cancellationToken);
        var fields = (await kind.ColumnsAsync(cancellationToken)).Of(members).OrRefuse();
        var state = RequestState.Of(request.HttpContext);
        var visible = ExportSelection.Visible(kind, filter, state.Actor);
        var name = $"{kind.List.Name}.csv";
        await NoteAsync(name, state, cancellationToken);
        return new CsvAnswer(
            name,
            fields,
            PagesAsync(
                new Selected(kind.List.Collection, visible),
                ExportCells.Paths(fields),
                cancellationToken
            )
        )
        {
            HasMark =
                !request.Query.ContainsKey(ExportSelection.MarkParameter)
                || Flags.Read(request, ExportSelection.MarkParameter),
        };
    }

    /// <summary>Who took what is known before anything is sent.</summary>
    private async Task NoteAsync(
        string name,
        RequestState state,
        CancellationToken cancellationToken
    )
    {
        var entry = Audits.Entry(
            "export.started",
            new AuditTarget("export", name),
            state.Actor.Id,
            state.Now
        );
        await store.CommitAsync(
            new WriteBatch().Insert(Audits.Collection, entry),
            cancellationToken
        );
    }

    private async IAsyncEnumerable<IEnumerable<IReadOnlyList<string?>>> PagesAsync(
        Selected selected,
        byte[][] paths,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var page = new List<string?[]>(Page);
        await foreach (
            var record in store.StreamAsync(
                selected.Collection,
                selected.Filter,
                null,
                cancellationToken
            )
        )
        {
            page.Add(ExportCells.Of(record, paths));
            if (page.Count < Page)
                continue;
            yield return page;
            page.Clear();
        }

        yield return page;
    }

    private sealed record Selected(Collection Collection, Filter Filter);
}
