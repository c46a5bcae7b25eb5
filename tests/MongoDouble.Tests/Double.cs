namespace KoSales.MongoDouble.Tests;

/// <summary>A server with a client and an empty collection, for one test.</summary>
public sealed class Double : IAsyncDisposable
{
    private Double(MongoDoubleOptions options)
    {
        Server = MongoDoubleServer.Start(options);
        Client = new MongoClient(Server.Uri);
        Things = Client.GetDatabase("test").GetCollection<BsonDocument>("things");
    }

    public MongoDoubleServer Server { get; }

    public MongoClient Client { get; }

    public IMongoCollection<BsonDocument> Things { get; }

    public static Double Start(MongoDoubleOptions? options = null) =>
        new(options ?? new MongoDoubleOptions());

    /// <summary>Documents as JSON, ids included.</summary>
    public Task InsertAsync(params string[] documents) =>
        Things.InsertManyAsync(documents.Select(BsonDocument.Parse));

    /// <summary>The ids of what the query finds, in ascending order.</summary>
    public async Task<IReadOnlyList<int>> IdsAsync(string query)
    {
        var found = await Things.Find(BsonDocument.Parse(query)).Sort("{_id: 1}").ToListAsync();
        return [.. found.Select(d => d["_id"].ToInt32())];
    }

    public async Task<BsonDocument> FindAsync(int id) =>
        await Things.Find(new BsonDocument("_id", id)).SingleAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }
}
