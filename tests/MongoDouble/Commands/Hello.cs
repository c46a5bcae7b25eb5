using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

/// <summary>The handshake, and what monitors ask every ten seconds. No topology version is given, so
/// drivers ask again
/// instead of waiting for a stream.</summary>
internal sealed class Hello(string name) : ICommand
{
    public const string SetName = "rs0";

    public string Name => name;

    public Task<BsonDocument> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var server = call.Server;
        var answer = new BsonDocument
        {
            { "helloOk", true },
            { name == "hello" ? "isWritablePrimary" : "ismaster", true },
            { "maxBsonObjectSize", 16 * 1024 * 1024 },
            { "maxMessageSizeBytes", 48_000_000 },
            { "maxWriteBatchSize", 100_000 },
            { "localTime", call.Now },
            { "minWireVersion", 0 },
            { "maxWireVersion", server.Options.WireVersion },
            { "readOnly", false },
        };
        if (server.Options.IsReplicaSet)
            AddReplicaSet(answer, $"127.0.0.1:{server.Port}");
        return Task.FromResult(answer);
    }

    private static void AddReplicaSet(BsonDocument answer, string address)
    {
        answer.Add("logicalSessionTimeoutMinutes", 30);
        answer.Add("setName", SetName);
        answer.Add("setVersion", 1);
        answer.Add("hosts", new BsonArray { address });
        answer.Add("primary", address);
        answer.Add("me", address);
        answer.Add("secondary", false);
    }
}
