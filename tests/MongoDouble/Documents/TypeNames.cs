using MongoDB.Bson;

namespace KoSales.MongoDouble.Documents;

/// <summary>Types as <c>$type</c> names them.</summary>
internal static class TypeNames
{
    public static bool Is(BsonValue value, BsonValue name)
    {
        if (name.IsNumeric)
            return (int)value.BsonType == name.ToInt32();
        return name.AsString == "number" ? value.IsNumeric : Of(value) == name.AsString;
    }

    public static string Of(BsonValue? value) =>
        value?.BsonType switch
        {
            null => "missing",
            BsonType.Double => "double",
            BsonType.String => "string",
            BsonType.Document => "object",
            BsonType.Array => "array",
            BsonType.Binary => "binData",
            BsonType.ObjectId => "objectId",
            BsonType.Boolean => "bool",
            BsonType.DateTime => "date",
            BsonType.Null => "null",
            BsonType.RegularExpression => "regex",
            BsonType.Int32 => "int",
            BsonType.Timestamp => "timestamp",
            BsonType.Int64 => "long",
            BsonType.Decimal128 => "decimal",
            BsonType.MinKey => "minKey",
            BsonType.MaxKey => "maxKey",
            var other => other.Value.ToString(),
        };
}
