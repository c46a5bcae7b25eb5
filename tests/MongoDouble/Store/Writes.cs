using MongoDB.Bson;

namespace KoSales.MongoDouble.Store;

/// <summary>The writes of one statement on top of a snapshot.</summary>
/// <param name="touch">Called for everything that is about to be written; throws when somebody else's write
/// is in the
/// way.</param>
internal sealed class Writes(Snapshot view, Action<WriteKey> touch)
{
    private const int LargestDocument = 16 * 1024 * 1024;

    public Snapshot View { get; private set; } = view;

    /// <exception cref="MongoError">The id or a unique key is taken, or the document is too large.</exception>
    public void Insert(Namespace name, BsonDocument document)
    {
        var id = document["_id"];
        touch(WriteKey.Document(name, id));
        if (View[name].Find(id) is not null)
            throw Duplicate.Id(name, id);
        Put(name, document);
    }

    /// <exception cref="MongoError">A unique key is taken, or the document is too large.</exception>
    public void Replace(Namespace name, BsonDocument before, BsonDocument after)
    {
        touch(WriteKey.Document(name, before["_id"]));
        foreach (var key in View[name].UniqueKeys(before))
            touch(key);
        Put(name, after);
    }

    public void Remove(Namespace name, BsonDocument document)
    {
        touch(WriteKey.Document(name, document["_id"]));
        foreach (var key in View[name].UniqueKeys(document))
            touch(key);
        View = View.With(View[name].Remove(document["_id"]));
    }

    private void Put(Namespace name, BsonDocument document)
    {
        var size = document.ToBson().Length;
        if (size > LargestDocument)
            throw new MongoError(
                10334,
                "BSONObjectTooLarge",
                $"object to insert too large. size in bytes: {size}, max size: {LargestDocument}"
            );
        foreach (var key in View[name].UniqueKeys(document))
            touch(key);
        View = View.With(View[name].Put(document));
    }
}
