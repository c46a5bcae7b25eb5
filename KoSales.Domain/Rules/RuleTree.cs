using System.Text.Json;

namespace KoSales.Domain.Rules;

/// <summary>Walks over filters.</summary>
public static class RuleTree
{
    /// <summary>Every condition, in the order written.</summary>
    public static IEnumerable<Filter.Condition> Conditions(Filter filter) =>
        Located(filter).Select(c => c.Condition);

    /// <summary>Every condition with its JSON pointer inside the rule.</summary>
    public static IEnumerable<(Filter.Condition Condition, string Pointer)> Located(
        Filter filter,
        string pointer = ""
    ) =>
        filter switch
        {
            Filter.Condition condition => [(condition, pointer)],
            Filter.Not not => Located(not.Term, pointer + "/not"),
            Filter.All all => all.Terms.SelectMany((t, i) => Located(t, $"{pointer}/all/{i}")),
            Filter.Any any => any.Terms.SelectMany((t, i) => Located(t, $"{pointer}/any/{i}")),
            _ => throw new ArgumentException(
                $"{filter.GetType().Name} is no filter",
                nameof(filter)
            ),
        };

    /// <summary>JSON pointers of the places where a rule as it is written names a field, whether or not
    /// there is such a field.</summary>
    public static IEnumerable<string> Mentions(JsonElement rule, string field, string pointer) =>
        rule.ValueKind switch
        {
            JsonValueKind.Object => rule.EnumerateObject()
                .SelectMany(m => MentionsIn(m, field, pointer)),
            JsonValueKind.Array => rule.EnumerateArray()
                .SelectMany((term, i) => Mentions(term, field, $"{pointer}/{i}")),
            _ => [],
        };

    private static IEnumerable<string> MentionsIn(JsonProperty member, string field, string pointer)
    {
        if (member is not { Name: "field", Value.ValueKind: JsonValueKind.String })
            return Mentions(member.Value, field, $"{pointer}/{member.Name}");
        return member.Value.ValueEquals(field) ? [pointer + "/field"] : [];
    }
}
