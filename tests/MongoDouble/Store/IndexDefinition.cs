using KoSales.MongoDouble.Documents;
using MongoDB.Bson;

namespace KoSales.MongoDouble.Store;

/// <summary>An index. Only unique ones are kept up; reads go through all documents.</summary>
internal sealed class IndexDefinition
{
    private readonly Func<BsonDocument, bool>? _condition;
    private readonly bool _isSparse;

    /// <param name="specification">As createIndexes has it and listIndexes shows it: <c>{key, name, unique,
    /// …}</c>.</param>
    public IndexDefinition(BsonDocument specification)
    {
        Specification = specification;
        Name = specification["name"].AsString;
        Key = specification["key"].AsBsonDocument;
        IsUnique = Expressions.IsTrue(specification.GetValue("unique", false));
        _isSparse = Expressions.IsTrue(specification.GetValue("sparse", false));
        if (specification.TryGetValue("partialFilterExpression", out var condition))
            _condition = Matcher.Compile(condition.AsBsonDocument);
    }

    public BsonDocument Specification { get; }

    public string Name { get; }

    /// <summary>Field → direction.</summary>
    public BsonDocument Key { get; }

    public bool IsUnique { get; }

    /// <summary>What the document is found under: one document of field → value, or several when a field is
    /// an array.
    /// None when the index leaves the document out.</summary>
    public IReadOnlyList<BsonDocument> KeysOf(BsonDocument document)
    {
        if (_condition?.Invoke(document) == false)
            return [];
        var values = Key.Names.Select(path => ValuesAt(document, path)).ToArray();
        if (_isSparse && Array.TrueForAll(values, v => v is [null]))
            return [];
        if (values.Count(v => v.Length > 1) > 1)
            throw new MongoError(171, "CannotIndexParallelArrays", "cannot index parallel arrays");
        return [.. Combine(values)];
    }

    private static BsonValue?[] ValuesAt(BsonDocument document, string path)
    {
        var values = FieldPaths
            .At(document, path)
            .SelectMany(v =>
                v is BsonArray { Count: > 0 } array ? array : (IEnumerable<BsonValue?>)[v]
            );
        return [.. values.DistinctBy(v => v ?? BsonNull.Value, BsonOrder.Instance)];
    }

    private IEnumerable<BsonDocument> Combine(BsonValue?[][] values)
    {
        var count = values.Max(v => v.Length);
        for (var i = 0; i < count; i++)
        {
            var key = new BsonDocument();
            for (var field = 0; field < values.Length; field++)
            {
                var own = values[field];
                key.Add(
                    Key.GetElement(field).Name,
                    own[Math.Min(i, own.Length - 1)] ?? BsonNull.Value
                );
            }

            yield return key;
        }
    }
}
