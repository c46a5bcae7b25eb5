using System.Globalization;
using MongoDB.Bson;

namespace KoSales.MongoDouble.Documents;

/// <summary>Writes at dotted paths.</summary>
internal static class DottedPaths
{
    /// <summary>Creates missing parents.</summary>
    /// <exception cref="MongoError">A value on the way is neither document nor array.</exception>
    public static void Set(BsonDocument document, string path, BsonValue value)
    {
        var names = path.Split('.');
        BsonValue at = document;
        foreach (var name in names[..^1])
            at = Child(at, name, path);
        Put(at, names[^1], value, path);
    }

    /// <summary>Does nothing where the path leads nowhere.</summary>
    public static void Remove(BsonDocument document, string path)
    {
        var cut = path.LastIndexOf('.');
        var parent = cut < 0 ? document : FieldPaths.Single(document, path[..cut]);
        if (parent is BsonDocument owner)
            owner.Remove(path[(cut + 1)..]);
    }

    private static BsonValue Child(BsonValue parent, string name, string path)
    {
        if (parent is BsonArray array)
            return array[IndexIn(array, name, path)];
        if (parent is not BsonDocument document)
            throw NotViable(parent, name, path);
        if (!document.TryGetValue(name, out var child))
        {
            child = new BsonDocument();
            document.Add(name, child);
        }

        return child;
    }

    private static void Put(BsonValue parent, string name, BsonValue value, string path)
    {
        if (parent is BsonArray array)
            array[IndexIn(array, name, path)] = value;
        else if (parent is BsonDocument document)
            document.Set(name, value);
        else
            throw NotViable(parent, name, path);
    }

    private static int IndexIn(BsonArray array, string name, string path)
    {
        if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            throw NotViable(array, name, path);
        while (array.Count <= index)
            array.Add(BsonNull.Value);
        return index;
    }

    private static MongoError NotViable(BsonValue parent, string name, string path) =>
        MongoError.NotViable(
            $"Cannot create field '{name}' in element {parent.ToJson()} on the way to '{path}'"
        );
}
