using System.Runtime.CompilerServices;
using KoSales.Domain.Leads;
using KoSales.Functions.Api.Csv;
using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Exports;

/// <summary>Leads as a CSV that is read from the store while it is sent.</summary>
public sealed class LeadCsv(IDocumentStore store, LeadSelection selection)
{
    private const int Page = 500;

    public async Task<CsvAnswer> OfAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (filter, members) = await selection.OfQueryAsync(request, cancellationToken);
        var fields = (await selection.ColumnsAsync(cancellationToken)).Of(members).OrRefuse();
        var visible = LeadSelection.Visible(filter, RequestState.Of(request.HttpContext).Actor);
        return new CsvAnswer(
            "leads.csv",
            fields,
            PagesAsync(visible, ExportCells.Paths(fields), cancellationToken)
        )
        {
            HasMark =
                !request.Query.ContainsKey(LeadSelection.MarkParameter)
                || Flags.Read(request, LeadSelection.MarkParameter),
        };
    }

    private async IAsyncEnumerable<IEnumerable<IReadOnlyList<string?>>> PagesAsync(
        Filter filter,
        byte[][] paths,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var page = new List<string?[]>(Page);
        await foreach (
            var lead in store.StreamAsync(LeadStore.Collection, filter, null, cancellationToken)
        )
        {
            page.Add(ExportCells.Of(lead, paths));
            if (page.Count < Page)
                continue;
            yield return page;
            page.Clear();
        }

        yield return page;
    }
}
