using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace KoSales.Functions.Api.Listing;

/// <summary>Adds the related records that a request asked for, one query per relation and collection, within
/// the caller's scope.</summary>
public sealed class Inclusion(IDocumentStore store, IEnumerable<IncludedList> lists)
{
    private readonly FrozenDictionary<string, ListSpec> _targets = lists.ToFrozenDictionary(
        l => l.Spec.Name,
        l => l.Spec
    );

    /// <summary>Appends <c>,"included":{…}</c> to an object that is still open; nothing when nothing was
    /// asked for.</summary>
    internal async ValueTask AppendAsync(
        PooledBuffer body,
        IReadOnlyList<RawDocument> page,
        IReadOnlyList<Include> includes,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        if (includes.Count == 0)
            return;
        body.Append(",\"included\":{"u8);
        for (var i = 0; i < includes.Count; i++)
        {
            if (i > 0)
                body.Append((byte)',');
            body.Append($"\"{includes[i].Name}\":[");
            Write(
                body,
                _targets[includes[i].Target].View,
                await FindAsync(includes[i], page, actor, cancellationToken)
            );
            body.Append((byte)']');
        }
        body.Append((byte)'}');
    }

    private async ValueTask<IReadOnlyList<RawDocument>> FindAsync(
        Include include,
        IReadOnlyList<RawDocument> page,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var path = Encoding.UTF8.GetBytes(include.Path);
        string[] keys = [.. page.Select(d => TextAt(d, path)).OfType<string>().Distinct()];
        List<RawDocument> found = [];
        foreach (var group in keys.GroupBy(include.TargetOf))
        {
            var query = QueryOf(include, _targets[group.Key], [.. group], actor);
            found.AddRange(await store.QueryAsync(query, cancellationToken));
        }

        return found;
    }

    private static Query QueryOf(
        Include include,
        ListSpec target,
        IReadOnlyCollection<string> keys,
        Actor actor
    )
    {
        var related = Filter.In(include.TargetField, keys);
        var filter = Filter.AllOf(related, target.Base, target.Scope(actor));
        return new Query(target.Collection, filter) { Limit = include.Most };
    }

    private static string? TextAt(RawDocument document, byte[] path)
    {
        var value = JsonScan.Find(document.Json.Span, path);
        return value.IsEmpty || value[0] != '"'
            ? null
            : JsonSerializer.Deserialize(value, ApiJson.Default.String);
    }

    private static void Write(
        PooledBuffer body,
        Projection view,
        IReadOnlyList<RawDocument> documents
    )
    {
        for (var i = 0; i < documents.Count; i++)
        {
            if (i > 0)
                body.Append((byte)',');
            view.Write(documents[i].Json.Span, body);
        }
    }
}
