using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

internal sealed class EndSessions : ICommand
{
    public string Name => "endSessions";

    public Task<BsonDocument> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        foreach (var session in call.Body[Name].AsBsonArray)
            call.Server.Sessions.End(session.AsBsonDocument);
        return Task.FromResult(new BsonDocument());
    }
}
