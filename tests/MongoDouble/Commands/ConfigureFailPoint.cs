using KoSales.MongoDouble.Faults;
using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

/// <summary>The fail point <c>failCommand</c>, as a real server with test commands has it.</summary>
internal sealed class ConfigureFailPoint : ICommand
{
    public string Name => "configureFailPoint";

    public Task<BsonDocument> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        if (call.Body[Name] != "failCommand")
            throw MongoError.NotSupported($"the fail point {call.Body[Name]}");
        call.Server.Faults.ClearConfigured();
        if (call.Body["mode"] != "off")
            call.Server.Faults.AddConfigured(FailPoint.Parse(call.Body));
        return Task.FromResult(new BsonDocument());
    }
}
