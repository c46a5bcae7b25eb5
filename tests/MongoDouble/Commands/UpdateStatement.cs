using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

/// <param name="Change">A replacement, operators, or a pipeline.</param>
internal sealed record UpdateStatement(BsonDocument Query, BsonValue Change)
{
    public bool IsMulti { get; init; }

    public bool IsUpsert { get; init; }

    public BsonValue Hint { get; init; } = BsonNull.Value;
}
