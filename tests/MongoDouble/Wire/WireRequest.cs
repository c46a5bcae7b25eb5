using MongoDB.Bson;

namespace KoSales.MongoDouble.Wire;

/// <summary>A command as it came over the wire.</summary>
/// <param name="RequestId">Repeated in the answer.</param>
/// <param name="IsLegacy">Came as OP_QUERY, so the answer goes as OP_REPLY.</param>
/// <param name="Command">With document sequences as arrays, and <c>$db</c> as in OP_MSG.</param>
/// <param name="WantsReply">False when the client said that more is to come and it will not read an
/// answer.</param>
internal sealed record WireRequest(
    int RequestId,
    bool IsLegacy,
    BsonDocument Command,
    bool WantsReply
);
