using KoSales.Domain.Filters;

namespace KoSales.Domain.Rules;

/// <summary>Walks over filters.</summary>
public static class RuleTree
{
    /// <summary>Every condition, in the order written.</summary>
    public static IEnumerable<Filter.Condition> Conditions(Filter filter) => Located(filter).Select(c => c.Condition);

    /// <summary>Every condition with its JSON pointer inside the rule.</summary>
    public static IEnumerable<(Filter.Condition Condition, string Pointer)> Located(Filter filter, string pointer = "") => filter switch
    {
        Filter.Condition condition => [(condition, pointer)],
        Filter.Not not => Located(not.Term, pointer + "/not"),
        Filter.All all => all.Terms.SelectMany((t, i) => Located(t, $"{pointer}/all/{i}")),
        Filter.Any any => any.Terms.SelectMany((t, i) => Located(t, $"{pointer}/any/{i}")),
        _ => throw new ArgumentException($"{filter.GetType().Name} is no filter", nameof(filter)),
    };
}
