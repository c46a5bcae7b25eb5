using KoSales.Functions.Storage.Mongo.Connecting;
using KoSales.Functions.Storage.MongoQuery;
using MongoDB.Bson;
using MongoDB.Driver;
using NodaTime;

namespace KoSales.Functions.Storage.Mongo;

/// <summary>Sends the queries that the MongoQuery folder writes. Documents that something else has put into a
/// collection are left out.</summary>
internal sealed class MongoReads(MongoConnection connection)
{
    public async Task<IReadOnlyList<RawDocument>> GetManyAsync(
        Collection collection,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    )
    {
        var filter = new BsonDocument("_id", new BsonDocument("$in", new BsonArray(ids)));
        return Ours(
            await FindAsync(
                collection,
                filter,
                new FindOptions<BsonDocument> { BatchSize = ids.Count + 1 },
                cancellationToken
            )
        );
    }

    /// <summary>What the server finds, foreign documents included. All that is asked for comes at once, as
    /// far as 16 MB
    /// go, instead of 101 documents first.</summary>
    public async Task<List<BsonDocument>> FindAsync(
        Collection collection,
        BsonDocument filter,
        FindOptions<BsonDocument> options,
        CancellationToken cancellationToken
    )
    {
        options.MaxTime = MongoConnection.Patience;
        options.BatchSize ??= options.Limit;
        using var cursor = await connection[collection]
            .FindAsync(filter, options, cancellationToken);
        return await cursor.ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<RawDocument>> PageAsync(
        Query query,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var sort = BsonDocument.Parse(PageMongo.Sort(query));
        List<RawDocument> page = [];
        foreach (var range in PageMongo.Ranges(query, now))
        {
            if (page.Count == query.Limit)
                break;
            await FillAsync(page, query, BsonDocument.Parse(range), sort, cancellationToken);
        }

        return page;
    }

    /// <summary>Reads on where foreign documents took places of the page.</summary>
    private async Task FillAsync(
        List<RawDocument> page,
        Query query,
        BsonDocument range,
        BsonDocument sort,
        CancellationToken cancellationToken
    )
    {
        var seen = 0;
        while (page.Count < query.Limit)
        {
            var wanted = query.Limit - page.Count;
            var options = new FindOptions<BsonDocument>
            {
                Sort = sort,
                Limit = wanted,
                Skip = seen == 0 ? null : seen,
            };
            var found = await FindAsync(query.Collection, range, options, cancellationToken);
            page.AddRange(Ours(found));
            if (found.Count < wanted)
                return;
            seen += found.Count;
        }
    }

    public async Task<IReadOnlyList<GroupCount>> GroupsAsync(
        Collection collection,
        IReadOnlyList<string> pipeline,
        int fields,
        CancellationToken cancellationToken
    )
    {
        var stages = PipelineDefinition<BsonDocument, BsonDocument>.Create(
            pipeline.Select(BsonDocument.Parse)
        );
        using var cursor = await connection[collection]
            .AggregateAsync(
                stages,
                new AggregateOptions { MaxTime = MongoConnection.Patience },
                cancellationToken
            );
        List<GroupCount> groups = [];
        while (await cursor.MoveNextAsync(cancellationToken))
            groups.AddRange(cursor.Current.Select(row => ToGroup(row, fields)));
        return groups;
    }

    public Task<long> CountAsync(
        Collection collection,
        Filter filter,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var query = BsonDocument.Parse(FilterMongo.Query(collection, filter, now));
        var options = new CountOptions { MaxTime = MongoConnection.Patience };
        return connection[collection].CountDocumentsAsync(query, options, cancellationToken);
    }

    /// <summary>The index of the winning plan, looked for through its stages; null for a collection
    /// scan.</summary>
    public async Task<string?> ExplainAsync(
        Query query,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var explained = await connection.Database.RunCommandAsync<BsonDocument>(
            new BsonDocument { { "explain", Find(query, now) }, { "verbosity", "queryPlanner" } },
            ReadPreference.Primary,
            cancellationToken
        );
        if (IndexOf(explained["queryPlanner"]["winningPlan"]) is not { } index)
            return null;
        if (index != "_id_")
            return IndexMongo.DeclaredName(index);
        return ReadsAll(explained, query.Filter) ? null : "_id";
    }

    private static BsonDocument Find(Query query, Instant now) =>
        new()
        {
            { "find", query.Collection.Name },
            { "filter", BsonDocument.Parse(PageMongo.Ranges(query, now)[0]) },
            { "sort", BsonDocument.Parse(PageMongo.Sort(query)) },
            { "limit", query.Limit },
        };

    /// <summary>Goes through the whole index to find what a part of the collection would hold.</summary>
    private static bool ReadsAll(BsonDocument explained, Filter filter) =>
        filter is not Filter.All { Terms.Count: 0 }
        && explained.ToString().Contains("[MinKey, MaxKey]", StringComparison.Ordinal);

    public static IReadOnlyList<RawDocument> Ours(List<BsonDocument> found)
    {
        List<RawDocument> ours = new(found.Count);
        foreach (var document in found)
        {
            if (BsonReading.ToRaw(document) is { } raw)
                ours.Add(raw);
        }

        return ours;
    }

    private static string? IndexOf(BsonValue plan) =>
        plan switch
        {
            BsonDocument document when document.TryGetValue("indexName", out var name) =>
                name.AsString,
            BsonDocument document => document
                .Values.Select(IndexOf)
                .FirstOrDefault(found => found is not null),
            BsonArray array => array.Select(IndexOf).FirstOrDefault(found => found is not null),
            _ => null,
        };

    private static GroupCount ToGroup(BsonDocument row, int fields)
    {
        var key = row["_id"].AsBsonDocument;
        return new GroupCount(
            [
                .. Enumerable
                    .Range(0, fields)
                    .Select(i => BsonReading.Text(key.GetValue($"f{i}", BsonNull.Value))),
            ],
            row["count"].ToInt64()
        );
    }
}
