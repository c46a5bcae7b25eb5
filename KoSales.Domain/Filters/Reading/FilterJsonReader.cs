using System.Text.Json;

namespace KoSales.Domain.Filters.Reading;

/// <summary>Reads one filter and gathers its faults; goes on after a fault, so that all are told at
/// once.</summary>
internal sealed class FilterJsonReader(IFieldCatalog catalog)
{
    private static readonly string[] ConditionMembers = ["field", "op", "value"];

    private int _conditions;

    public List<Fault> Faults { get; } = [];

    /// <summary>Null when the node, or one below it, is at fault.</summary>
    public Filter? Read(JsonElement json, string pointer, int depth)
    {
        if (depth > FilterJson.DeepestNesting)
            return Refuse(
                pointer,
                "filter.too_deep",
                $"A filter nests at most {FilterJson.DeepestNesting} levels."
            );
        if (json.ValueKind != JsonValueKind.Object)
            return Refuse(
                pointer,
                "filter.shape",
                "A filter is an object with all, any, not, or field, op and value."
            );
        string[] names = [.. json.EnumerateObject().Select(p => p.Name)];
        return names switch
        {
            ["all"] => ReadAll(json, pointer, depth),
            ["any"] => ReadAny(json, pointer, depth),
            ["not"] => ReadNot(json, pointer, depth),
            _ => ReadCondition(json, names, pointer),
        };
    }

    private Filter.All? ReadAll(JsonElement json, string pointer, int depth) =>
        ReadTerms(json.GetProperty("all"), pointer + "/all", depth) is { } terms
            ? new Filter.All(terms)
            : null;

    private Filter.Any? ReadAny(JsonElement json, string pointer, int depth) =>
        ReadTerms(json.GetProperty("any"), pointer + "/any", depth) is { } terms
            ? new Filter.Any(terms)
            : null;

    private Filter.Not? ReadNot(JsonElement json, string pointer, int depth) =>
        Read(json.GetProperty("not"), pointer + "/not", depth + 1) is { } term
            ? new Filter.Not(term)
            : null;

    private List<Filter>? ReadTerms(JsonElement json, string pointer, int depth)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            Refuse(pointer, "filter.shape", "The terms of all and any are an array of filters.");
            return null;
        }

        var before = Faults.Count;
        List<Filter> terms = [];
        foreach (var (i, item) in json.EnumerateArray().Index())
        {
            if (Read(item, $"{pointer}/{i}", depth + 1) is { } term)
                terms.Add(term);
            if (_conditions > FilterJson.MostConditions)
                break;
        }

        return Faults.Count == before ? terms : null;
    }

    private Filter.Condition? ReadCondition(JsonElement json, string[] names, string pointer)
    {
        if (++_conditions > FilterJson.MostConditions)
            return TooMany(pointer);
        var before = Faults.Count;
        CheckMembers(names, pointer);
        var field = Text(json, "field", pointer);
        var name = Text(json, "op", pointer);
        if (!json.TryGetProperty("value", out var value))
            Refuse($"{pointer}/value", "filter.shape", "A condition needs a value.");
        return Faults.Count > before ? null : Typed(field!, name!, value, pointer);
    }

    /// <summary>Told once.</summary>
    private Filter.Condition? TooMany(string pointer) =>
        _conditions == FilterJson.MostConditions + 1
            ? Refuse(
                pointer,
                "filter.too_many",
                $"A filter holds at most {FilterJson.MostConditions} conditions."
            )
            : null;

    private void CheckMembers(string[] names, string pointer)
    {
        foreach (var unknown in names.Except(ConditionMembers))
            Refuse(
                $"{pointer}/{Escape(unknown)}",
                "filter.unknown_member",
                "A condition has the members field, op and value only."
            );
        if (names.Distinct().Count() < names.Length)
            Refuse(pointer, "filter.shape", "A member stands twice.");
    }

    private Filter.Condition? Typed(string field, string name, JsonElement value, string pointer)
    {
        var knownType = TypeOf(field, $"{pointer}/field");
        var knownOperator = OperatorOf(name, $"{pointer}/op");
        if (knownType is not { } type || knownOperator is not { } @operator)
            return null;
        if (!FilterOperators.For(type).Contains(@operator))
            return NotForField(field, type, $"{pointer}/op");
        var read = FilterValueReader.Read(type, @operator, value, $"{pointer}/value", Faults);
        return read is null
            ? null
            : Chosen(new Filter.Condition(field, @operator, read), $"{pointer}/value");
    }

    private Filter.Condition? NotForField(string field, FieldType type, string pointer)
    {
        var allowed = string.Join(", ", FilterOperators.For(type).Select(o => o.Wire()));
        return Refuse(pointer, "filter.operator_not_for_field", $"{field} takes {allowed}.");
    }

    private FieldType? TypeOf(string field, string pointer)
    {
        var type = FieldPath.IsValid(field) ? catalog.TypeOf(field) : null;
        if (type is null)
            Refuse(
                pointer,
                "filter.unknown_field",
                $"There is no such field to filter by. Known: {string.Join(", ", catalog.Paths)}."
            );
        return type;
    }

    private FilterOperator? OperatorOf(string name, string pointer)
    {
        if (FilterOperators.TryParse(name, out var @operator))
            return @operator;
        Refuse(
            pointer,
            "filter.unknown_operator",
            $"There is no such operator. Known: {string.Join(", ", FilterOperators.Names)}."
        );
        return null;
    }

    private Filter.Condition? Chosen(Filter.Condition condition, string pointer) =>
        FilterChoices.Unknown(condition, catalog.ChoicesOf(condition.Field)) is { } choices
            ? Refuse(
                pointer,
                "filter.unknown_value",
                $"{condition.Field} is one of {string.Join(", ", choices)}."
            )
            : condition;

    private string? Text(JsonElement json, string member, string pointer)
    {
        if (json.TryGetProperty(member, out var value) && FilterValueReader.Text(value) is { } text)
            return text;
        Refuse($"{pointer}/{member}", "filter.shape", $"A condition needs {member}, a text.");
        return null;
    }

    private Filter.Condition? Refuse(string pointer, string code, string detail)
    {
        Faults.Add(Fault.Invalid(pointer, code, detail));
        return null;
    }

    private static string Escape(string member) =>
        member
            .Replace("~", "~0", StringComparison.Ordinal)
            .Replace("/", "~1", StringComparison.Ordinal);
}
