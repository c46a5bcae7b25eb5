using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using NodaTime;
using SortKey = KoSales.Domain.Storage.SortKey;

namespace KoSales.Functions.Api.Listing;

/// <summary>Answers list requests: <c>{data, next_cursor?, total?, included?}</c>. Thread-safe.</summary>
public sealed class Lists(
    IDocumentStore store,
    CursorSigner cursors,
    Inclusion inclusion,
    IDynamicFields? customFields = null,
    IOpenWork? work = null
)
{
    /// <summary>Refuses a bad query with 400 that names every parameter at fault.</summary>
    public Task<Answer> AnswerAsync(
        ListSpec spec,
        HttpRequest request,
        CancellationToken cancellationToken
    ) => AnswerAsync(spec, Filter.Everything, request, cancellationToken);

    /// <param name="within">Narrows the list further than the query does: the tasks of one lead.</param>
    public Task<Answer> AnswerAsync(
        ListSpec spec,
        Filter within,
        HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        AnswerAsync(
            spec,
            within,
            new StoredPages(store, spec.Collection),
            request,
            cancellationToken
        );

    /// <param name="pages">Finds the page where the store alone cannot.</param>
    public async Task<Answer> AnswerAsync(
        ListSpec spec,
        Filter within,
        IPageSource pages,
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var state = RequestState.Of(request.HttpContext);
        var query = await ReadAsync(spec, request, state.Actor, cancellationToken);
        var scope = await work.OfAsync(spec, state.Actor, store, cancellationToken);
        var filter = Filter.AllOf(query.Filter, within, spec.Base, scope);
        var page = await PageAsync(spec, query, filter, pages, cancellationToken);
        var total = query.Count ? await pages.CountAsync(filter, cancellationToken) : (long?)null;
        var next = CursorTo(page.GoOn, query);
        var body = await DataAsync(spec, query, page.Documents, state.Now, cancellationToken);
        WriteFoot(body, next, total);
        await CloseAsync(body, page, query, state.Actor, cancellationToken);
        return Answer.Pooled(body) with { Link = LinkOf(request, next) };
    }

    private string? CursorTo(KeysetPosition? position, ListQuery query) =>
        position is null ? null : cursors.Sign(query.Binding, position);

    /// <summary>Adds the related records last.</summary>
    private async ValueTask CloseAsync(
        PooledBuffer body,
        FoundPage page,
        ListQuery query,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        await inclusion.AppendAsync(body, page.Documents, query.Includes, actor, cancellationToken);
        body.Append((byte)'}');
    }

    private async ValueTask<ListQuery> ReadAsync(
        ListSpec spec,
        HttpRequest request,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var custom =
            spec.CustomFieldsOf is { } entity && customFields is not null
                ? await customFields.OfAsync(entity, cancellationToken)
                : null;
        return new ListQueryReader(spec, cursors, custom).Read(request, actor);
    }

    private static async ValueTask<FoundPage> PageAsync(
        ListSpec spec,
        ListQuery query,
        Filter filter,
        IPageSource pages,
        CancellationToken cancellationToken
    )
    {
        // One more than asked for tells whether there is a next page.
        var asked = new Query(spec.Collection, filter)
        {
            Sort = query.Sort,
            After = query.After,
            Limit = query.Limit + 1,
        };
        var found = await pages.ReadAsync(asked, cancellationToken);
        if (found.Documents.Count <= query.Limit)
            return found;
        RawDocument[] page = [.. found.Documents.Take(query.Limit)];
        return new FoundPage(page, PositionOf(page[^1], query.Sort));
    }

    private async ValueTask<PooledBuffer> DataAsync(
        ListSpec spec,
        ListQuery query,
        IReadOnlyList<RawDocument> page,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var figures = await FigureRows.OfAsync(
            store,
            spec,
            query.View,
            page,
            now,
            cancellationToken
        );
        return Body(spec.Shown is null ? page : [.. page.Select(spec.Shown)], query.View, figures);
    }

    private static void WriteFoot(PooledBuffer body, string? next, long? total)
    {
        if (next is not null)
            body.Append($",\"next_cursor\":\"{next}\"");
        if (total is not null)
            body.Append(string.Create(CultureInfo.InvariantCulture, $",\"total\":{total}"));
    }

    private static PooledBuffer Body(
        IReadOnlyList<RawDocument> page,
        Projection view,
        FigureRows? figures
    )
    {
        var body = new PooledBuffer(Math.Max(256, page.Count * 1024));
        body.AppendData(
            page,
            (into, raw) =>
            {
                view.Write(raw.Json.Span, into);
                figures?.Append(into, raw.Id);
            }
        );
        return body;
    }

    private static KeysetPosition PositionOf(RawDocument last, IReadOnlyList<SortKey> sort)
    {
        var values = new string[sort.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var value = JsonScan.Find(last.Json.Span, Encoding.UTF8.GetBytes(sort[i].Field));
            values[i] = value.IsEmpty ? "null" : Encoding.UTF8.GetString(value);
        }
        return new KeysetPosition(values, last.Id);
    }

    private static string? LinkOf(HttpRequest request, string? cursor)
    {
        if (cursor is null)
            return null;
        var kept = request
            .Query.Where(q => q.Key != "cursor")
            .Select(q =>
                $"{Uri.EscapeDataString(q.Key)}={Uri.EscapeDataString(q.Value.ToString())}"
            );
        return $"<{request.PathBase}{request.Path}?{string.Join('&', [.. kept, "cursor=" + cursor])}>; rel=\"next\"";
    }
}
