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
            ["all"] => ReadTerms(json.GetProperty("all"), pointer + "/all", depth) is { } terms
                ? new Filter.All(terms)
                : null,
            ["any"] => ReadTerms(json.GetProperty("any"), pointer + "/any", depth) is { } terms
                ? new Filter.Any(terms)
                : null,
            ["not"] => Read(json.GetProperty("not"), pointer + "/not", depth + 1) is { } term
                ? new Filter.Not(term)
                : null,
            _ => ReadCondition(json, names, pointer),
        };
    }

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
            return _conditions == FilterJson.MostConditions + 1
                ? Refuse(
                    pointer,
                    "filter.too_many",
                    $"A filter holds at most {FilterJson.MostConditions} conditions."
                )
                : null;
        var before = Faults.Count;
        foreach (var unknown in names.Except(ConditionMembers))
            Refuse(
                $"{pointer}/{Escape(unknown)}",
                "filter.unknown_member",
                "A condition has the members field, op and value only."
            );
        if (names.Distinct().Count() < names.Length)
            Refuse(pointer, "filter.shape", "A member stands twice.");
        var field = Text(json, "field", pointer);
        var name = Text(json, "op", pointer);
        if (!json.TryGetProperty("value", out var value))
            Refuse($"{pointer}/value", "filter.shape", "A condition needs a value.");
        if (Faults.Count > before)
            return null;
        return Typed(field!, name!, value, pointer);
    }

    private Filter.Condition? Typed(string field, string name, JsonElement value, string pointer)
    {
        var type = FieldPath.IsValid(field) ? catalog.TypeOf(field) : null;
        if (type is null)
            Refuse(
                $"{pointer}/field",
                "filter.unknown_field",
                $"There is no such field to filter by. Known: {string.Join(", ", catalog.Paths)}."
            );
        var known = FilterOperators.TryParse(name, out var @operator);
        if (!known)
            Refuse(
                $"{pointer}/op",
                "filter.unknown_operator",
                $"There is no such operator. Known: {string.Join(", ", FilterOperators.Names)}."
            );
        if (!known || type is not { } typed)
            return null;
        if (!FilterOperators.For(typed).Contains(@operator))
        {
            var allowed = string.Join(", ", FilterOperators.For(typed).Select(o => o.Wire()));
            return Refuse(
                $"{pointer}/op",
                "filter.operator_not_for_field",
                $"{field} takes {allowed}."
            );
        }

        var read = FilterValueReader.Read(typed, @operator, value, $"{pointer}/value", Faults);
        return read is null
            ? null
            : Chosen(new Filter.Condition(field, @operator, read), $"{pointer}/value");
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
