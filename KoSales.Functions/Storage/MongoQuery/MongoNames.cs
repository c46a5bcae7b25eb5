using KoSales.Domain.Filters;
using KoSales.Domain.Storage;

namespace KoSales.Functions.Storage.MongoQuery;

/// <summary>Fields as MongoDB names them.</summary>
internal static class MongoNames
{
    public static string Field(string path) => path == "id" ? "_id" : FieldPath.Check(path);

    /// <summary>Whether the field is kept as a BSON date rather than text: the store removes documents by it.</summary>
    public static bool IsDate(Collection collection, string path)
    {
        foreach (var index in collection.Indexes)
        {
            if (index.ExpireAfterSeconds is not null && index.Keys[0].TrimStart('-') == path) return true;
        }

        return false;
    }
}
