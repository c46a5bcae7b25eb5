using System.Text.RegularExpressions;
using MongoDB.Bson;

namespace KoSales.MongoDouble.Documents;

/// <summary>The operators on one field: <c>{$gte: 1, $lt: 5}</c>. Each looks at the values at the field's
/// path; null is
/// a missing member.</summary>
internal static class Conditions
{
    public static Func<List<BsonValue?>, bool> Compile(BsonDocument operators)
    {
        Func<List<BsonValue?>, bool>[] conditions =
        [
            .. operators.Where(o => o.Name != "$options").Select(o => Condition(o, operators)),
        ];
        return values => Array.TrueForAll(conditions, condition => condition(values));
    }

    private static Func<List<BsonValue?>, bool> Condition(BsonElement operation, BsonDocument all)
    {
        var operand = operation.Value;
        return operation.Name switch
        {
            "$eq" => AnyOf(Equal(operand)),
            "$ne" => Not(AnyOf(Equal(operand))),
            "$in" => AnyOf(In(operand)),
            "$nin" => Not(AnyOf(In(operand))),
            "$gt" => AnyOf(Range(operand, order => order > 0)),
            "$gte" => AnyOf(Range(operand, order => order >= 0)),
            "$lt" => AnyOf(Range(operand, order => order < 0)),
            "$lte" => AnyOf(Range(operand, order => order <= 0)),
            "$exists" => Exists(operand.ToBoolean()),
            "$type" => AnyOf(OfType(operand)),
            "$all" => AllOf(operand.AsBsonArray),
            "$size" => values =>
                values.Exists(v => v is BsonArray array && array.Count == operand.ToInt32()),
            "$elemMatch" => ElementMatch(operand.AsBsonDocument),
            "$not" => Not(Negated(operand)),
            "$regex" => AnyOf(Matches(operand, all)),
            _ => throw MongoError.BadValue($"unknown operator: {operation.Name}"),
        };
    }

    /// <summary>A value as a whole, or one of its elements when it is an array.</summary>
    private static Func<List<BsonValue?>, bool> AnyOf(Func<BsonValue?, bool> holds) =>
        values =>
            values.Exists(value => holds(value) || (value is BsonArray array && array.Any(holds)));

    private static Func<List<BsonValue?>, bool> Not(Func<List<BsonValue?>, bool> condition) =>
        values => !condition(values);

    private static Func<BsonValue?, bool> Equal(BsonValue operand)
    {
        if (operand is BsonRegularExpression pattern)
            return Matches(pattern, []);
        return value =>
            value is null ? operand.IsBsonNull : BsonOrder.Instance.Compare(value, operand) == 0;
    }

    private static Func<BsonValue?, bool> In(BsonValue operand)
    {
        var values = operand.AsBsonArray;
        var patterns = values.OfType<BsonRegularExpression>().Select(Equal).ToArray();
        var set = values.Where(v => v is not BsonRegularExpression).ToHashSet(BsonOrder.Instance);
        var takesMissing = set.Contains(BsonNull.Value);
        return value =>
            value is null
                ? takesMissing
                : set.Contains(value) || Array.Exists(patterns, p => p(value));
    }

    private static Func<BsonValue?, bool> Range(BsonValue operand, Func<int, bool> holds) =>
        value =>
        {
            value ??= BsonNull.Value;
            return BsonOrder.AreComparable(value, operand)
                && holds(BsonOrder.Instance.Compare(value, operand));
        };

    private static Func<List<BsonValue?>, bool> Exists(bool wanted) =>
        values => values.Exists(v => v is not null) == wanted;

    private static Func<BsonValue?, bool> OfType(BsonValue operand)
    {
        BsonValue[] names = operand is BsonArray list ? [.. list] : [operand];
        return value => value is not null && Array.Exists(names, name => TypeNames.Is(value, name));
    }

    private static Func<List<BsonValue?>, bool> AllOf(BsonArray operands)
    {
        var wanted = operands.Select(operand => AnyOf(Equal(operand))).ToArray();
        return values => wanted.Length > 0 && Array.TrueForAll(wanted, holds => holds(values));
    }

    private static Func<List<BsonValue?>, bool> ElementMatch(BsonDocument query)
    {
        if (Matcher.IsOperators(query))
        {
            var condition = Compile(query);
            return values =>
                values.Exists(v =>
                    v is BsonArray array && array.Any(element => condition([element]))
                );
        }

        var matches = Matcher.Compile(query);
        return values =>
            values.Exists(v => v is BsonArray array && array.OfType<BsonDocument>().Any(matches));
    }

    private static Func<List<BsonValue?>, bool> Negated(BsonValue operand) =>
        operand is BsonDocument operators ? Compile(operators) : AnyOf(Equal(operand));

    private static Func<BsonValue?, bool> Matches(BsonValue operand, BsonDocument all)
    {
        var pattern = operand is BsonRegularExpression given
            ? given
            : new BsonRegularExpression(operand.AsString, all.GetValue("$options", "").AsString);
        var regex = new Regex(pattern.Pattern, Options(pattern.Options), TimeSpan.FromMinutes(1));
        return value => value is BsonString text && regex.IsMatch(text.Value);
    }

    private static RegexOptions Options(string letters)
    {
        var options = RegexOptions.CultureInvariant;
        if (letters.Contains('i', StringComparison.Ordinal))
            options |= RegexOptions.IgnoreCase;
        if (letters.Contains('m', StringComparison.Ordinal))
            options |= RegexOptions.Multiline;
        if (letters.Contains('s', StringComparison.Ordinal))
            options |= RegexOptions.Singleline;
        return options;
    }
}
