using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Api.Listing;

/// <summary>Answers and loads single resources. Absent, deleted and out of scope are one and the same 404.
/// Thread-safe.</summary>
public sealed class Items(
    IDocumentStore store,
    CursorSigner cursors,
    Inclusion inclusion,
    IOpenWork? work = null,
    IEnumerable<IFilledMember>? filled = null
)
{
    private const int LongestId = 100;

    /// <summary>The resource with its ETag; 304 when If-None-Match has it; <c>fields=</c> and
    /// <c>include=</c> as in lists.</summary>
    public async Task<Answer> GetAsync(
        ListSpec spec,
        string id,
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var state = RequestState.Of(request.HttpContext);
        var (view, includes) = ShownFor(spec, request);
        if (await FindAsync(spec, id, state.Actor, cancellationToken) is not { } found)
            return await MovedAsync(spec, id, state.Actor, cancellationToken)
                ?? throw NotFound(spec, id);
        var etag = ETags.Of(found.Id, found.Version);
        // Figures and relations change while the version of the resource does not.
        var isPlain = spec.Figures is null && includes.Count == 0;
        if (isPlain && ETags.NoneMatch(request, etag))
            return new Answer(StatusCodes.Status304NotModified, default) { ETag = etag };
        var shown = spec.AsShown(found);
        var members = FilledFor(spec, view, state.Actor);
        var answer =
            isPlain && members.Count == 0
                ? Plain(shown, view)
                : await ComposedAsync(
                    new ShownItem(spec, shown, view, includes, members),
                    state,
                    cancellationToken
                );
        return answer with { ETag = etag };
    }

    /// <summary>308 to where a merged resource went; null for any other.</summary>
    private async ValueTask<Answer?> MovedAsync(
        ListSpec spec,
        string id,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        if (spec.MergedInto is not { } into || id.Length > LongestId)
            return null;
        var merged = Filter.AllOf(
            Filter.Eq("id", id),
            Filter.Present("deleted_at"),
            Filter.Present(into),
            spec.Scope(actor)
        );
        return
            await FirstAsync(spec, merged, cancellationToken) is { } raw
            && TextAt(raw, into) is { } survivor
            ? new Answer(StatusCodes.Status308PermanentRedirect, default)
            {
                Location = $"{Routes.Base}{spec.Name}/{survivor}",
            }
            : null;
    }

    private static Answer Plain(RawDocument shown, Projection view) =>
        new(StatusCodes.Status200OK, view.Of(shown.Json.Span));

    /// <summary>The document that a command is about, if the actor may see it.</summary>
    public async ValueTask<Verdict<T>> LoadAsync<T>(
        ListSpec spec,
        Collection<T> collection,
        string id,
        Actor actor,
        CancellationToken cancellationToken
    )
        where T : Document =>
        await FindAsync(spec, id, actor, cancellationToken) is { } raw
            ? collection.Read(raw)
            : Fault.NotFound(spec.Noun, QueryFaults.Shown(id));

    /// <summary>The same, refused as stale when it is no longer at the version that the caller
    /// names.</summary>
    /// <param name="condition">Null when the caller does not mind which version it is.</param>
    public async ValueTask<Verdict<T>> LoadAsync<T>(
        ListSpec spec,
        Collection<T> collection,
        string id,
        IfMatch? condition,
        Actor actor,
        CancellationToken cancellationToken
    )
        where T : Document
    {
        var found = await LoadAsync(spec, collection, id, actor, cancellationToken);
        if (found.IsRefused)
            return found;
        return condition?.Check(id, found.Value.Version) is { } stale ? stale : found;
    }

    /// <summary>Null for absent, deleted and out of scope.</summary>
    public async ValueTask<RawDocument?> FindAsync(
        ListSpec spec,
        string id,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        if (id.Length > LongestId)
            return null;
        var visible = Filter.AllOf(spec.Base, spec.Scope(actor));
        if (OnlyHidesDeleted(visible))
        {
            return
                await store.GetAsync(spec.Collection, id, cancellationToken) is { } raw
                && !IsDeleted(raw)
                ? raw
                : null;
        }

        var one = Filter.Eq("id", id);
        return await FirstAsync(spec, Filter.AllOf(one, visible), cancellationToken)
            ?? await ByWorkAsync(spec, one, actor, cancellationToken);
    }

    /// <summary>The resource of somebody else that the actor has open work about; null when there is
    /// none.</summary>
    private async ValueTask<RawDocument?> ByWorkAsync(
        ListSpec spec,
        Filter one,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        if (work is null || spec.SeenByWork is not { } seen)
            return null;
        if (await FirstAsync(spec, Filter.AllOf(one, spec.Base), cancellationToken) is not { } raw)
            return null;
        var entity = seen.IdField == "id" ? raw.Id : TextAt(raw, seen.IdField);
        return
            entity is not null
            && await work.HasAsync(
                actor,
                new EntityRef(KindOf(raw, seen), entity),
                cancellationToken
            )
            ? raw
            : null;
    }

    private static EntityKind KindOf(RawDocument raw, SeenByWork seen) =>
        seen.KindField is { } field
        && TextAt(raw, field) is { } name
        && WireNames<EntityKind>.TryRead(name, out var kind)
            ? kind
            : seen.Kind;

    private async ValueTask<RawDocument?> FirstAsync(
        ListSpec spec,
        Filter filter,
        CancellationToken cancellationToken
    ) =>
        await store.QueryAsync(new Query(spec.Collection, filter) { Limit = 1 }, cancellationToken)
            is [var found, ..]
            ? found
            : null;

    private static string? TextAt(RawDocument raw, string path)
    {
        var value = JsonScan.Find(raw.Json.Span, Encoding.UTF8.GetBytes(path));
        return value.IsEmpty || value[0] != '"'
            ? null
            : JsonSerializer.Deserialize(value, ApiJson.Default.String);
    }

    private static RefusalException NotFound(ListSpec spec, string id) =>
        new(Fault.NotFound(spec.Noun, QueryFaults.Shown(id)));

    private (Projection View, IReadOnlyList<Include> Includes) ShownFor(
        ListSpec spec,
        HttpRequest request
    ) =>
        request.QueryString.HasValue
            ? new ListQueryReader(spec, cursors, null).ReadItem(request)
            : (spec.View, []);

    private IReadOnlyList<IFilledMember> FilledFor(ListSpec spec, Projection view, Actor actor) =>
        [
            .. (filled ?? []).Where(m =>
                m.Resource == spec.Name && view.Members.Contains(m.Name) && m.IsFor(actor)
            ),
        ];

    /// <summary>The resource with its figures, filled members and relations.</summary>
    private async Task<Answer> ComposedAsync(
        ShownItem item,
        RequestState state,
        CancellationToken cancellationToken
    )
    {
        var (spec, shown, view, includes, members) = item;
        var figures = await FigureRows.OfAsync(
            store,
            spec,
            view,
            [shown],
            state.Now,
            cancellationToken
        );
        var body = new PooledBuffer();
        view.Write(shown.Json.Span, body);
        figures?.Append(body, shown.Id);
        body.Reopen();
        foreach (var member in members)
            await FillAsync(body, member, shown, cancellationToken);
        await inclusion.AppendAsync(body, [shown], includes, state.Actor, cancellationToken);
        body.Append((byte)'}');
        return Answer.Pooled(body);
    }

    private static async ValueTask FillAsync(
        PooledBuffer body,
        IFilledMember member,
        RawDocument shown,
        CancellationToken cancellationToken
    )
    {
        if (await member.ValueAsync(shown, cancellationToken) is not { } json)
            return;
        body.Append(Encoding.UTF8.GetBytes($",\"{member.Name}\":"));
        body.Append(json);
    }

    // Whoever sees everything is answered by key alone, without a query.
    private static bool OnlyHidesDeleted(Filter visible) =>
        visible switch
        {
            Filter.All { Terms.Count: 0 } => true,
            Filter.Condition
            {
                Field: "deleted_at",
                Operator: FilterOperator.Exists,
                Value: FilterValue.Flag { Value: false }
            } => true,
            _ => false,
        };

    private static bool IsDeleted(RawDocument raw) =>
        JsonScan.Find(raw.Json.Span, "deleted_at"u8) is { IsEmpty: false } at && at[0] != 'n';

    private sealed record ShownItem(
        ListSpec Spec,
        RawDocument Document,
        Projection View,
        IReadOnlyList<Include> Includes,
        IReadOnlyList<IFilledMember> Members
    );
}
