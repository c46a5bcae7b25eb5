using MongoDB.Bson;

namespace KoSales.MongoDouble.Faults;

/// <summary>Reads <c>{configureFailPoint: "failCommand", mode, data}</c>.</summary>
internal static class FailPoint
{
    public static Fault Parse(BsonDocument command)
    {
        var fault = Fault.Of(command["data"].AsBsonDocument);
        return command["mode"] switch
        {
            BsonString { Value: "alwaysOn" } => fault with { Times = int.MaxValue },
            BsonDocument mode when mode.TryGetValue("times", out var times) => fault with
            {
                Times = times.ToInt32(),
            },
            BsonDocument mode when mode.TryGetValue("skip", out var skip) => fault with
            {
                Skip = skip.ToInt32(),
                Times = int.MaxValue,
            },
            var mode => throw MongoError.BadValue($"unknown mode {mode}"),
        };
    }
}
