using KoSales.Domain.Storage;
using KoSales.Functions.Storage.MongoQuery;
using MongoDB.Bson;
using MongoDB.Driver;
using NodaTime;

namespace KoSales.Functions.Storage.Mongo;

/// <summary>Sends the queries that the MongoQuery folder writes.</summary>
internal sealed class MongoReads(MongoConnection connection)
{
    public async Task<IReadOnlyList<RawDocument>> FindAsync(Collection collection, BsonDocument filter, FindOptions<BsonDocument> options, CancellationToken cancellationToken)
    {
        options.MaxTime = MongoConnection.Patience;
        using var cursor = await connection[collection].FindAsync(filter, options, cancellationToken);
        List<RawDocument> documents = [];
        while (await cursor.MoveNextAsync(cancellationToken)) documents.AddRange(cursor.Current.Select(BsonMapping.ToRaw));
        return documents;
    }

    /// <param name="options">With a projection on <c>_id</c>.</param>
    public async Task<IReadOnlyList<string>> FindIdsAsync(Collection collection, BsonDocument filter, FindOptions<BsonDocument> options, CancellationToken cancellationToken)
    {
        options.MaxTime = MongoConnection.Patience;
        using var cursor = await connection[collection].FindAsync(filter, options, cancellationToken);
        List<string> ids = [];
        while (await cursor.MoveNextAsync(cancellationToken)) ids.AddRange(cursor.Current.Select(found => found["_id"].AsString));
        return ids;
    }

    public async Task<IReadOnlyList<RawDocument>> PageAsync(Query query, Instant now, CancellationToken cancellationToken)
    {
        var sort = BsonDocument.Parse(PageMongo.Sort(query.Sort));
        List<RawDocument> page = [];
        foreach (var range in PageMongo.Ranges(query, now))
        {
            if (page.Count == query.Limit) break;
            page.AddRange(await FindAsync(query.Collection, BsonDocument.Parse(range), new() { Sort = sort, Limit = query.Limit - page.Count }, cancellationToken));
        }

        return page;
    }

    public async Task<IReadOnlyList<GroupCount>> GroupsAsync(Collection collection, IReadOnlyList<string> pipeline, int fields, CancellationToken cancellationToken)
    {
        var stages = PipelineDefinition<BsonDocument, BsonDocument>.Create(pipeline.Select(BsonDocument.Parse));
        using var cursor = await connection[collection].AggregateAsync(stages, new AggregateOptions { MaxTime = MongoConnection.Patience }, cancellationToken);
        List<GroupCount> groups = [];
        while (await cursor.MoveNextAsync(cancellationToken)) groups.AddRange(cursor.Current.Select(row => ToGroup(row, fields)));
        return groups;
    }

    /// <summary>The index of the winning plan, looked for through its stages; null for a collection scan.</summary>
    public async Task<string?> ExplainAsync(Query query, Instant now, CancellationToken cancellationToken)
    {
        var find = new BsonDocument
        {
            { "find", query.Collection.Name },
            { "filter", BsonDocument.Parse(PageMongo.Ranges(query, now)[0]) },
            { "sort", BsonDocument.Parse(PageMongo.Sort(query.Sort)) },
            { "limit", query.Limit },
        };
        var explained = await connection.Database.RunCommandAsync<BsonDocument>(
            new BsonDocument { { "explain", find }, { "verbosity", "queryPlanner" } }, ReadPreference.Primary, cancellationToken);
        var index = IndexOf(explained["queryPlanner"]["winningPlan"]);
        var readsAll = explained.ToString().Contains("[MinKey, MaxKey]", StringComparison.Ordinal) && query.Filter is not Domain.Filters.Filter.All { Terms.Count: 0 };
        return index == "_id_" ? readsAll ? null : "_id" : index;
    }

    private static string? IndexOf(BsonValue plan) => plan switch
    {
        BsonDocument document when document.TryGetValue("indexName", out var name) => name.AsString,
        BsonDocument document => document.Values.Select(IndexOf).FirstOrDefault(found => found is not null),
        BsonArray array => array.Select(IndexOf).FirstOrDefault(found => found is not null),
        _ => null,
    };

    private static GroupCount ToGroup(BsonDocument row, int fields)
    {
        var key = row["_id"].AsBsonDocument;
        return new GroupCount([.. Enumerable.Range(0, fields).Select(i => Text(key.GetValue($"f{i}", BsonNull.Value)))], row["count"].ToInt64());
    }

    /// <summary>Flags as 1 and 0, as the other adapter has them.</summary>
    private static string? Text(BsonValue value) => value.IsBsonNull ? null : value.IsBoolean ? value.AsBoolean ? "1" : "0" : value.ToString();
}
