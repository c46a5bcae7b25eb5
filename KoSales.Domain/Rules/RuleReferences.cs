using KoSales.Domain.Filters.Reading;

namespace KoSales.Domain.Rules;

/// <summary>The cohorts that a rule refers to by the list fact <c>cohorts</c>.</summary>
public static class RuleReferences
{
    /// <summary>Ids of the cohorts of which the entity is a member.</summary>
    public const string Field = "cohorts";

    /// <summary>Each reference with its JSON pointer inside the rule.</summary>
    public static IEnumerable<(string CohortId, string Pointer)> Of(Filter filter) =>
        from located in RuleTree.Located(filter)
        where located.Condition is { Field: Field, Value: FilterValue.Many }
        from member in FilterLiteral.Members(located.Condition.Value).Index()
        let id = FilterLiteral.AsText(member.Item)
        where id is not null
        select (id, $"{located.Pointer}/value/{member.Index}");

    /// <summary>A fault for each reference to a cohort that is not there, and for each that leads back to
    /// where it came from.</summary>
    public static IReadOnlyList<Fault> Check(Filter filter, CohortLinks links, string pointer) =>
        [.. FaultsOf(filter, links, pointer)];

    private static IEnumerable<Fault> FaultsOf(Filter filter, CohortLinks links, string pointer)
    {
        foreach (var (id, at) in Of(filter))
        {
            if (id != links.Self && links.RuleCohortsOf(id) is null)
                yield return Fault.Invalid(
                    pointer + at,
                    "rule.unknown_cohort",
                    $"There is no cohort {id} of this entity to refer to."
                );
            else if (links.Self is { } self && Way(id, self, links) is { } way)
                yield return Circle(pointer + at, string.Join(" → ", way.Prepend(self)));
        }
    }

    private static Fault Circle(string pointer, string way) =>
        Fault.Invalid(pointer, "rule.cohort_cycle", $"The cohort would depend on itself: {way}.");

    /// <summary>The shortest way from a cohort to another along the references of their rules; null when
    /// there is none.</summary>
    private static List<string>? Way(string from, string to, CohortLinks links)
    {
        Dictionary<string, string?> cameFrom = new() { [from] = null };
        Queue<string> open = new([from]);
        while (open.TryDequeue(out var at))
        {
            if (at == to)
                return Back(at, cameFrom);
            foreach (var next in links.RuleCohortsOf(at) ?? [])
            {
                if (cameFrom.TryAdd(next, at))
                    open.Enqueue(next);
            }
        }

        return null;
    }

    private static List<string> Back(string? at, Dictionary<string, string?> cameFrom)
    {
        List<string> way = [];
        for (; at is not null; at = cameFrom[at])
            way.Insert(0, at);
        return way;
    }
}

/// <summary>The cohorts there are, as far as references between their rules go.</summary>
/// <param name="Self">The cohort whose rule is checked; null for one that has no id yet, to which nothing
/// can refer.</param>
/// <param name="RuleCohortsOf">The cohorts that a cohort's rule refers to; null for an id that may not be
/// referred to.</param>
public sealed record CohortLinks(
    string? Self,
    Func<string, IReadOnlyCollection<string>?> RuleCohortsOf
)
{
    /// <summary>There are no cohorts.</summary>
    public static readonly CohortLinks None = new(null, _ => null);
}
