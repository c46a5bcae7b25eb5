using System.Runtime.CompilerServices;
using KoSales.Domain.Audit;
using KoSales.Functions.Api.Csv;
using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Audit;

/// <summary>The audit log as a CSV that is read while it is sent, the oldest entry first.</summary>
public sealed class AuditCsv(IDocumentStore store, CursorSigner cursors)
{
    public const string MarkParameter = "bom";

    private const int Page = 500;

    private static readonly string[] Columns =
    [
        "id",
        "at",
        "action",
        "target.type",
        "target.id",
        "by",
        "changed",
    ];

    private static readonly string[] NotTaken =
    [
        "limit",
        "cursor",
        "sort",
        "count",
        "fields",
        "include",
    ];

    /// <summary>Takes the filters of the list. Refuses with 400 what is about pages: a file has none.</summary>
    public CsvAnswer Of(HttpRequest request, CancellationToken cancellationToken)
    {
        Fault[] faults = [.. NotTaken.Where(request.Query.ContainsKey).Select(NoPages)];
        if (faults.Length > 0)
            throw new RefusalException(faults);
        var list = AuditLists.Audit with { OwnParameters = [MarkParameter] };
        var actor = RequestState.Of(request.HttpContext).Actor;
        var asked = new ListQueryReader(list, cursors, null).Read(request, actor);
        return new CsvAnswer("audit.csv", Columns, PagesAsync(asked.Filter, cancellationToken))
        {
            HasMark =
                !request.Query.ContainsKey(MarkParameter) || Flags.Read(request, MarkParameter),
        };
    }

    private async IAsyncEnumerable<IEnumerable<IReadOnlyList<string?>>> PagesAsync(
        Filter filter,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var page = new List<string?[]>(Page);
        await foreach (var entry in store.StreamAsync(Audits.Collection, filter, cancellationToken))
        {
            page.Add(RowOf(entry));
            if (page.Count < Page)
                continue;
            yield return page;
            page.Clear();
        }

        yield return page;
    }

    private static string?[] RowOf(AuditEntry entry) =>
        [
            entry.Id,
            InstantConverter.Write(entry.At),
            entry.Action,
            entry.Target.Type,
            entry.Target.Id,
            entry.By,
            string.Join(' ', entry.Changed),
        ];

    private static Fault NoPages(string parameter) =>
        new(
            FaultKind.Malformed,
            "query.unknown_parameter",
            $"A file has no {parameter}; it holds every entry that matches, the oldest first."
        );
}
