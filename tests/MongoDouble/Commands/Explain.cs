using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

/// <summary>Says truly how this server reads: through all documents. There is no planner here to ask.</summary>
internal sealed class Explain : ICommand
{
    public string Name => "explain";

    public Task<BsonDocument> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var plan = new BsonDocument { { "stage", "COLLSCAN" }, { "direction", "forward" } };
        return Task.FromResult(
            new BsonDocument(
                "queryPlanner",
                new BsonDocument { { "plannerVersion", 1 }, { "winningPlan", plan } }
            )
        );
    }
}
