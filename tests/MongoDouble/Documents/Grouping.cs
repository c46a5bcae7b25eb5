using MongoDB.Bson;

namespace KoSales.MongoDouble.Documents;

/// <summary>The stage <c>$group</c>.</summary>
internal static class Grouping
{
    public static IEnumerable<BsonDocument> Run(
        IEnumerable<BsonDocument> documents,
        BsonDocument stage
    )
    {
        var groups = documents.GroupBy(
            d => Expressions.Evaluate(stage["_id"], d) ?? BsonNull.Value,
            BsonOrder.Instance
        );
        foreach (var group in groups)
        {
            var row = new BsonDocument("_id", group.Key);
            foreach (var field in stage.Where(f => f.Name != "_id"))
                row.Add(field.Name, Accumulate(field.Value.AsBsonDocument.GetElement(0), group));
            yield return row;
        }
    }

    private static BsonValue Accumulate(BsonElement accumulator, IEnumerable<BsonDocument> group)
    {
        var values = group.Select(d => Expressions.Evaluate(accumulator.Value, d));
        var present = values.OfType<BsonValue>().Where(v => v is not BsonNull);
        return accumulator.Name switch
        {
            "$sum" => present.Where(v => v.IsNumeric).Aggregate((BsonValue)0, Expressions.Add),
            "$count" => group.Count(),
            "$min" => present.Min(BsonOrder.Instance) ?? BsonNull.Value,
            "$max" => present.Max(BsonOrder.Instance) ?? BsonNull.Value,
            "$avg" => Average([.. present.Where(v => v.IsNumeric)]),
            "$first" => values.First() ?? BsonNull.Value,
            "$last" => values.Last() ?? BsonNull.Value,
            "$push" => new BsonArray(values.OfType<BsonValue>()),
            "$addToSet" => new BsonArray(values.OfType<BsonValue>().Distinct(BsonOrder.Instance)),
            _ => throw MongoError.NotSupported($"the accumulator {accumulator.Name}"),
        };
    }

    private static BsonValue Average(BsonValue[] numbers) =>
        numbers.Length == 0 ? BsonNull.Value : numbers.Average(n => n.ToDouble());
}
