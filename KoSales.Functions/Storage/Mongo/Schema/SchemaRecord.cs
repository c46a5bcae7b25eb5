using KoSales.Functions.Storage.Mongo.Connecting;
using MongoDB.Bson;
using MongoDB.Driver;

namespace KoSales.Functions.Storage.Mongo.Schema;

/// <summary>The collection in which the database says about itself what was done to it: <c>schema</c>, one
/// document per
/// collection with its indexes, and one with the step of the migrations.</summary>
internal static class SchemaRecord
{
    public const string StepId = "#step";

    public static IMongoCollection<BsonDocument> Of(MongoConnection connection) =>
        connection.Database.GetCollection<BsonDocument>("schema");
}
