using KoSales.MongoDouble.Documents;
using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

internal sealed class ListCollections : ICommand
{
    public string Name => "listCollections";

    public Task<BsonDocument> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var matches = Matcher.Compile(
            call.Body.GetValue("filter", new BsonDocument()).AsBsonDocument
        );
        var rows = call
            .View.All.Where(c => c.Name.Database == call.Database)
            .OrderBy(c => c.Name.Collection, StringComparer.Ordinal)
            .Select(c => new BsonDocument
            {
                { "name", c.Name.Collection },
                { "type", "collection" },
                { "options", new BsonDocument() },
            })
            .Where(matches);
        var cursor = call.Server.Cursors.Open(
            $"{call.Database}.$cmd.listCollections",
            rows,
            int.MaxValue,
            isSingle: true
        );
        return Task.FromResult(new BsonDocument("cursor", cursor));
    }
}
