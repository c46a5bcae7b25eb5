using System.Text.Json;
using KoSales.Domain.Filters.Reading;

namespace KoSales.Domain.Rules;

/// <summary>Checks a rule as it is written.</summary>
public static class RuleCheck
{
    /// <summary>The rule as a filter, or every fault at once with its pointer: shape, depth, number of
    /// conditions, unknown fields, operators and values that do not
    /// fit the field's type, then references to cohorts.</summary>
    /// <remarks>A stored rule that is refused later names something that is gone since: it is frozen, not
    /// empty.</remarks>
    public static Verdict<Filter> Read(
        JsonElement rule,
        RuleCatalog catalog,
        CohortLinks links,
        string pointer = "/rule"
    )
    {
        var read = FilterJson.Parse(rule, catalog, pointer);
        if (read.IsRefused)
            return read;
        var faults = RuleReferences.Check(read.Value, links, pointer);
        return faults.Count == 0 ? read : Verdict<Filter>.Refuse(faults);
    }
}
