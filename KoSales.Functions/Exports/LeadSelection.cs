using System.Text.Json;
using KoSales.Domain.CustomFields;
using KoSales.Domain.Filters.Reading;
using KoSales.Domain.Leads;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Leads;
using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Exports;

/// <summary>Which leads an export is about: what was asked for, and what the requester may see.</summary>
public sealed class LeadSelection(CustomFieldCache customFields, CursorSigner cursors)
{
    /// <summary><c>bom=false</c>: the file begins without a byte order mark.</summary>
    public const string MarkParameter = "bom";

    private static readonly ListSpec Selected = LeadLists.Leads with
    {
        OwnParameters = [.. LeadLists.Leads.OwnParameters, MarkParameter],
    };

    private static readonly string[] Paging =
    [
        "limit",
        "cursor",
        "sort",
        "count",
        "include",
        "deleted",
    ];

    internal ValueTask<CustomFieldSet> CustomFieldsAsync(CancellationToken cancellationToken) =>
        customFields.OfAsync(EntityKind.Lead, cancellationToken);

    /// <summary>The columns that an export of leads can have.</summary>
    internal async ValueTask<ExportColumns<Lead>> ColumnsAsync(
        CancellationToken cancellationToken
    ) =>
        new(
            LeadFields.Table,
            LeadLists.Leads.View.Members,
            await CustomFieldsAsync(cancellationToken)
        );

    /// <summary>The filter of the query string, as the list of leads takes it. Refuses with 400 what is
    /// about pages: an export has none.</summary>
    internal async Task<(Filter Filter, IReadOnlyList<string>? Fields)> OfQueryAsync(
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        Fault[] faults =
        [
            .. Paging
                .Where(request.Query.ContainsKey)
                .Select(name => new Fault(
                    FaultKind.Malformed,
                    "query.unknown_parameter",
                    $"An export has no {name}; it holds every lead that matches, by id."
                )),
        ];
        if (faults.Length > 0)
            throw new RefusalException(faults);
        var query = new ListQueryReader(
            Selected,
            cursors,
            await CustomFieldsAsync(cancellationToken)
        ).Read(request, RequestState.Of(request.HttpContext).Actor);
        return (query.Filter, request.Query.ContainsKey("fields") ? query.View.Members : null);
    }

    /// <summary>A filter in JSON form; everything when absent.</summary>
    internal async Task<Verdict<Filter>> OfJsonAsync(
        JsonElement? filter,
        CancellationToken cancellationToken
    ) =>
        filter is { } json
            ? FilterJson.Parse(
                json,
                LeadFields.With(await CustomFieldsAsync(cancellationToken)),
                "/filter"
            )
            : Filter.Everything;

    internal static Filter Visible(Filter asked, Actor actor) =>
        Filter.AllOf(asked, LeadLists.Leads.Base, LeadLists.Leads.Scope(actor));
}
