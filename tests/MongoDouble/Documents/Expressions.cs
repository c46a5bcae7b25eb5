using MongoDB.Bson;

namespace KoSales.MongoDouble.Documents;

/// <summary>Aggregation expressions, as far as counting, grouping and small updates need them. Null is a
/// missing
/// value.</summary>
internal static class Expressions
{
    public static BsonValue? Evaluate(BsonValue expression, BsonDocument document) =>
        expression switch
        {
            BsonString { Value: "$$ROOT" } => document,
            BsonString { Value: ['$', '$', ..] } text => throw MongoError.NotSupported(
                $"the variable {text.Value}"
            ),
            BsonString { Value: ['$', .. var path] } => FieldPaths.Single(document, path),
            BsonDocument { ElementCount: 1 } call when call.GetElement(0).Name.StartsWith('$') =>
                Call(call.GetElement(0), document),
            BsonDocument literal => Members(literal, document),
            BsonArray array => new BsonArray(
                array.Select(item => Evaluate(item, document) ?? BsonNull.Value)
            ),
            _ => expression,
        };

    /// <summary>False are false, null, missing and zero.</summary>
    public static bool IsTrue(BsonValue? value) =>
        value switch
        {
            null or BsonNull => false,
            BsonBoolean flag => flag.Value,
            { IsNumeric: true } => value.ToDouble() != 0,
            _ => true,
        };

    public static BsonValue Add(BsonValue left, BsonValue right)
    {
        if (!left.IsNumeric || !right.IsNumeric)
            throw MongoError.TypeMismatch("only numbers can be added");
        if (left is BsonDecimal128 || right is BsonDecimal128)
            return new BsonDecimal128(ToDecimal(left) + ToDecimal(right));
        if (left is BsonDouble || right is BsonDouble)
            return left.ToDouble() + right.ToDouble();
        if (left is BsonInt64 || right is BsonInt64)
            return left.ToInt64() + right.ToInt64();
        var sum = left.ToInt64() + right.ToInt64();
        return sum is >= int.MinValue and <= int.MaxValue ? (int)sum : sum;
    }

    private static decimal ToDecimal(BsonValue value) =>
        value is BsonDecimal128 number ? Decimal128.ToDecimal(number.Value) : value.ToDecimal();

    private static BsonDocument Members(BsonDocument literal, BsonDocument document)
    {
        var result = new BsonDocument();
        foreach (var member in literal)
        {
            if (Evaluate(member.Value, document) is { } value)
                result.Add(member.Name, value);
        }

        return result;
    }

    private static BsonValue? Call(BsonElement call, BsonDocument document)
    {
        if (call.Name == "$literal")
            return call.Value;
        BsonValue?[] arguments = call.Value is BsonArray list
            ? [.. list.Select(a => Evaluate(a, document))]
            : [Evaluate(call.Value, document)];
        return call.Name switch
        {
            "$ifNull" => Array.Find(arguments, a => a is not (null or BsonNull)) ?? arguments[^1],
            "$cond" => Choose(call.Value, document),
            "$eq" => Compare(arguments) == 0,
            "$ne" => Compare(arguments) != 0,
            "$gt" => Compare(arguments) > 0,
            "$gte" => Compare(arguments) >= 0,
            "$lt" => Compare(arguments) < 0,
            "$lte" => Compare(arguments) <= 0,
            "$and" => Array.TrueForAll(arguments, IsTrue),
            "$or" => Array.Exists(arguments, IsTrue),
            "$not" => !IsTrue(arguments[0]),
            "$add" => arguments.Aggregate((BsonValue)0, (sum, a) => Add(sum, a ?? BsonNull.Value)),
            "$type" => TypeNames.Of(arguments[0]),
            "$size" => arguments[0]!.AsBsonArray.Count,
            "$in" => arguments[1]!.AsBsonArray.Any(item =>
                BsonOrder.Instance.Equals(item, arguments[0])
            ),
            _ => throw MongoError.NotSupported($"the expression {call.Name}"),
        };
    }

    private static int Compare(BsonValue?[] arguments) =>
        BsonOrder.Instance.Compare(arguments[0], arguments[1]);

    private static BsonValue? Choose(BsonValue operand, BsonDocument document)
    {
        var parts = operand is BsonDocument named
            ? new BsonArray { named["if"], named["then"], named["else"] }
            : operand.AsBsonArray;
        return Evaluate(IsTrue(Evaluate(parts[0], document)) ? parts[1] : parts[2], document);
    }
}
