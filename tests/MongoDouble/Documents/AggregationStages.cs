using MongoDB.Bson;

namespace KoSales.MongoDouble.Documents;

/// <summary>The stages of a pipeline, one after another over all documents.</summary>
internal static class AggregationStages
{
    public static IEnumerable<BsonDocument> Run(
        IEnumerable<BsonDocument> documents,
        BsonArray pipeline
    ) => pipeline.Select(stage => stage.AsBsonDocument.GetElement(0)).Aggregate(documents, Run);

    private static IEnumerable<BsonDocument> Run(
        IEnumerable<BsonDocument> documents,
        BsonElement stage
    )
    {
        var operand = stage.Value;
        return stage.Name switch
        {
            "$match" => documents.Where(Matcher.Compile(operand.AsBsonDocument)),
            "$sort" => Sorting.Sort(documents, operand.AsBsonDocument),
            "$skip" => documents.Skip(operand.ToInt32()),
            "$limit" => documents.Take(operand.ToInt32()),
            "$project" => documents.Select(d => Projection.Apply(d, operand.AsBsonDocument)),
            "$addFields" or "$set" => documents.Select(d => AddFields(d, operand.AsBsonDocument)),
            "$unset" => documents.Select(d => Unset(d, operand)),
            "$replaceRoot" => documents.Select(d =>
                Expressions.Evaluate(operand["newRoot"], d)!.AsBsonDocument
            ),
            "$replaceWith" => documents.Select(d =>
                Expressions.Evaluate(operand, d)!.AsBsonDocument
            ),
            "$unwind" => documents.SelectMany(d => Unwind(d, operand)),
            "$count" => Count(documents, operand.AsString),
            "$group" => Grouping.Run(documents, operand.AsBsonDocument),
            _ => throw new MongoError(
                40324,
                "Location40324",
                $"Unrecognized pipeline stage name: '{stage.Name}'"
            ),
        };
    }

    private static BsonDocument AddFields(BsonDocument document, BsonDocument fields)
    {
        var result = document.DeepClone().AsBsonDocument;
        foreach (var field in fields)
        {
            if (Expressions.Evaluate(field.Value, document) is { } value)
                DottedPaths.Set(result, field.Name, value);
        }

        return result;
    }

    private static BsonDocument Unset(BsonDocument document, BsonValue names)
    {
        var result = document.DeepClone().AsBsonDocument;
        BsonValue[] paths = names is BsonArray list ? [.. list] : [names];
        foreach (var path in paths)
            DottedPaths.Remove(result, path.AsString);
        return result;
    }

    private static IEnumerable<BsonDocument> Unwind(BsonDocument document, BsonValue operand)
    {
        var path = (operand is BsonDocument options ? options["path"] : operand).AsString[1..];
        if (FieldPaths.Single(document, path) is not BsonArray array)
        {
            if (FieldPaths.Single(document, path) is not null)
                yield return document;
            yield break;
        }

        foreach (var item in array)
        {
            var copy = document.DeepClone().AsBsonDocument;
            DottedPaths.Set(copy, path, item);
            yield return copy;
        }
    }

    /// <summary>No document at all when there is nothing to count.</summary>
    private static IEnumerable<BsonDocument> Count(IEnumerable<BsonDocument> documents, string name)
    {
        var count = documents.Count();
        if (count > 0)
            yield return new BsonDocument(name, count);
    }
}
