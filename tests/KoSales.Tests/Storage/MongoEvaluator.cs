using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace KoSales.Tests.Storage;

/// <summary>A naive reading of the MongoDB manual, independent of the code under test: does a document
/// match a query
/// document?</summary>
internal static class MongoEvaluator
{
    public static bool Matches(JsonNode query, JsonNode document) =>
        query
            .AsObject()
            .All(member =>
                member.Key switch
                {
                    "$and" => member.Value!.AsArray().All(q => Matches(q!, document)),
                    "$or" => member.Value!.AsArray().Any(q => Matches(q!, document)),
                    "$nor" => !member.Value!.AsArray().Any(q => Matches(q!, document)),
                    _ => Candidates(document, member.Key, member.Value!.AsObject()),
                }
            );

    private static bool Candidates(JsonNode document, string path, JsonObject operators)
    {
        var value = At(document, path == "_id" ? "id" : path);
        return operators.All(o => Holds(o.Key, o.Value, value));
    }

    private static JsonNode? At(JsonNode document, string path) =>
        path.Split('.')
            .Aggregate(
                (JsonNode?)document,
                (node, name) =>
                    node is JsonObject o && o.TryGetPropertyValue(name, out var next) ? next : null
            );

    private static bool Holds(string name, JsonNode? operand, JsonNode? value) =>
        name switch
        {
            "$eq" => EqualTo(operand, value),
            "$ne" => !EqualTo(operand, value),
            "$in" => operand!.AsArray().Any(o => EqualTo(o, value)),
            "$nin" => !operand!.AsArray().Any(o => EqualTo(o, value)),
            "$all" => operand!.AsArray().Count > 0 && operand.AsArray().All(o => EqualTo(o, value)),
            "$gt" => Compare(value, operand) > 0,
            "$gte" => Compare(value, operand) >= 0,
            "$lt" => Compare(value, operand) < 0,
            "$lte" => Compare(value, operand) <= 0,
            "$exists" => value is not null == operand!.GetValue<bool>(),
            "$type" => value is JsonArray,
            _ => throw new NotSupportedException(name),
        };

    /// <summary>
    /// Null equals a missing field; a value equals an array that holds it, an array one with the same elements.
    /// </summary>
    private static bool EqualTo(JsonNode? operand, JsonNode? value)
    {
        if (operand is null || value is null)
            return operand is null && value is null;
        if (operand is JsonArray)
            return JsonNode.DeepEquals(operand, value);
        return value is JsonArray elements
            ? elements.Any(e => Compare(e, operand) == 0)
            : Compare(value, operand) == 0;
    }

    /// <summary>Null when the two are of different types, which no comparison matches.</summary>
    private static int? Compare(JsonNode? left, JsonNode? right)
    {
        var (a, b) = (Scalar(left), Scalar(right));
        return (a, b) switch
        {
            (string x, string y) => Encoding
                .UTF8.GetBytes(x)
                .AsSpan()
                .SequenceCompareTo(Encoding.UTF8.GetBytes(y)),
            (decimal x, decimal y) => x.CompareTo(y),
            (bool x, bool y) => x.CompareTo(y),
            _ => null,
        };
    }

    private static object? Scalar(JsonNode? node) =>
        node switch
        {
            JsonObject o when o.TryGetPropertyValue("$numberDecimal", out var text) =>
                decimal.Parse(text!.GetValue<string>(), CultureInfo.InvariantCulture),
            JsonObject o when o.TryGetPropertyValue("$date", out var text) =>
                text!.GetValue<string>(),
            JsonValue v when v.TryGetValue<string>(out var text) => text,
            JsonValue v when v.TryGetValue<bool>(out var flag) => flag,
            JsonValue v => decimal.Parse(
                v.ToJsonString(),
                NumberStyles.Float,
                CultureInfo.InvariantCulture
            ),
            _ => null,
        };
}
