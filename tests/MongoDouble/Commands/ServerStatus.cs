using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

/// <summary>The few members that tools look at, and the counts of commands so far.</summary>
internal sealed class ServerStatus : ICommand
{
    public string Name => "serverStatus";

    public Task<BsonDocument> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var commands = new BsonDocument(
            call.Server.Trips.ByCommand.Select(c => new BsonElement(
                c.Key,
                new BsonDocument("total", c.Value)
            ))
        );
        return Task.FromResult(
            new BsonDocument
            {
                { "host", $"127.0.0.1:{call.Server.Port}" },
                { "version", call.Server.Options.Version.ToString(3) },
                { "process", "MongoDouble" },
                { "localTime", call.Now },
                { "metrics", new BsonDocument("commands", commands) },
                { "metrics.cursor.open", call.Server.Cursors.Count },
            }
        );
    }
}
