using System.Text.Json;
using KoSales.Functions.CustomFields;
using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Exports;

/// <summary>What the query string asks an export for.</summary>
/// <param name="Fields">Null for the usual ones.</param>
public sealed record AskedExport(Filter Filter, IReadOnlyList<string>? Fields);

/// <summary>Which records an export is about: what was asked for, and what the requester may see.</summary>
public sealed class ExportSelection(CustomFieldCache customFields, CursorSigner cursors)
{
    /// <summary><c>bom=false</c>: the file begins without a byte order mark.</summary>
    public const string MarkParameter = "bom";

    private static readonly string[] Paging =
    [
        "limit",
        "cursor",
        "sort",
        "count",
        "include",
        "deleted",
    ];

    /// <summary>The filter of the query string, as the list of the records takes it. Refuses with 400 what
    /// is about pages: an export has none.</summary>
    internal async Task<AskedExport> OfQueryAsync(
        IExportKind kind,
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        Fault[] faults = [.. Paging.Where(request.Query.ContainsKey).Select(p => NoPages(kind, p))];
        if (faults.Length > 0)
            throw new RefusalException(faults);
        var list = kind.List;
        var query = new ListQueryReader(
            list with
            {
                OwnParameters = [.. list.OwnParameters, MarkParameter],
            },
            cursors,
            await customFields.OfAsync(kind.Kind, cancellationToken)
        ).Read(request, RequestState.Of(request.HttpContext).Actor);
        return new AskedExport(
            query.Filter,
            request.Query.ContainsKey("fields") ? query.View.Members : null
        );
    }

    /// <summary>A filter in JSON form; everything when absent.</summary>
    internal static async ValueTask<Verdict<Filter>> OfJsonAsync(
        IExportKind kind,
        JsonElement? filter,
        CancellationToken cancellationToken
    ) => filter is { } json ? await kind.FilterAsync(json, cancellationToken) : Filter.Everything;

    internal static Filter Visible(IExportKind kind, Filter asked, Actor actor) =>
        Filter.AllOf(asked, kind.List.Base, kind.List.Scope(actor));

    private static Fault NoPages(IExportKind kind, string parameter) =>
        new(
            FaultKind.Malformed,
            "query.unknown_parameter",
            $"An export has no {parameter}; it holds every {kind.List.Noun} that matches, by id."
        );
}
