using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

internal sealed class ListDatabases : ICommand
{
    public string Name => "listDatabases";

    public Task<BsonDocument> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var names = call
            .View.All.Select(c => c.Name.Database)
            .Distinct()
            .Order(StringComparer.Ordinal);
        return Task.FromResult(
            new BsonDocument(
                "databases",
                new BsonArray(names.Select(name => new BsonDocument("name", name)))
            )
        );
    }
}
