using KoSales.Domain.Storage;
using KoSales.Functions.Storage.MongoQuery;
using MongoDB.Bson;
using MongoDB.Driver;

namespace KoSales.Functions.Storage.Mongo;

/// <summary>Brings collections and indexes in line with the declarations; idempotent, also when several processes start at once.</summary>
internal sealed class MongoSchema(MongoConnection connection)
{
    private const int NamespaceExists = 48;
    private const int IndexNotFound = 27;

    public async Task EnsureAsync(Collection collection, CancellationToken cancellationToken)
    {
        await CreateAsync(collection, cancellationToken);
        foreach (var stale in await StaleAsync(collection, cancellationToken)) await DropAsync(collection, stale, cancellationToken);
        if (IndexMongo.CreateCommand(collection) is { } create)
            await connection.Database.RunCommandAsync<BsonDocument>(BsonDocument.Parse(create), ReadPreference.Primary, cancellationToken);
    }

    private async Task CreateAsync(Collection collection, CancellationToken cancellationToken)
    {
        try
        {
            await connection.Database.CreateCollectionAsync(collection.Name, null, cancellationToken);
        }
        catch (MongoCommandException exception) when (exception.Code == NamespaceExists)
        {
            // Wanted: it is there.
        }
    }

    /// <summary>Names of indexes that are no longer declared, or declared otherwise than they stand.</summary>
    private async Task<IReadOnlyList<string>> StaleAsync(Collection collection, CancellationToken cancellationToken)
    {
        var wanted = IndexMongo.CreateCommand(collection) is { } create
            ? BsonDocument.Parse(create)["indexes"].AsBsonArray.Select(i => i.AsBsonDocument).ToDictionary(i => i["name"].AsString)
            : [];
        using var cursor = await connection[collection].Indexes.ListAsync(cancellationToken);
        var present = await cursor.ToListAsync(cancellationToken);
        return [.. present.Select(p => (Name: p["name"].AsString, Index: p)).Where(p => p.Name != "_id_" && !(wanted.TryGetValue(p.Name, out var w) && Same(w, p.Index))).Select(p => p.Name)];
    }

    private static bool Same(BsonDocument wanted, BsonDocument present) => wanted.Elements.All(e => present.TryGetValue(e.Name, out var value) && Alike(e.Value, value))
        && present.Contains("partialFilterExpression") == wanted.Contains("partialFilterExpression")
        && present.GetValue("unique", false).ToBoolean() == wanted.GetValue("unique", false).ToBoolean();

    /// <summary>By content: the server may hand back a number in another width.</summary>
    private static bool Alike(BsonValue wanted, BsonValue present) => wanted.IsNumeric && present.IsNumeric
        ? wanted.ToInt64() == present.ToInt64()
        : wanted.IsBsonDocument && present.IsBsonDocument
            ? wanted.AsBsonDocument.ElementCount == present.AsBsonDocument.ElementCount
                && wanted.AsBsonDocument.Zip(present.AsBsonDocument).All(p => p.First.Name == p.Second.Name && Alike(p.First.Value, p.Second.Value))
            : wanted == present;

    private async Task DropAsync(Collection collection, string index, CancellationToken cancellationToken)
    {
        try
        {
            await connection[collection].Indexes.DropOneAsync(index, cancellationToken);
        }
        catch (MongoCommandException exception) when (exception.Code == IndexNotFound)
        {
            // Another process that starts at the same time was quicker.
        }
    }
}
