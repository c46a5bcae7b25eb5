using System.Text.Json;
using KoSales.Domain.Filters.Reading;
using NodaTime;

namespace KoSales.Domain.Pipelines.Workflows;

/// <summary>Evaluates the entry guards of stages on an entity as it is stored.</summary>
public static class EntryGuards
{
    /// <summary>The conditions that keep the entity out of the stage; none when there is no guard or it is
    /// met.</summary>
    /// <remarks>A guard that can no longer be read, since a field it names was removed, keeps everybody out
    /// and says so, with each place.</remarks>
    public static IReadOnlyList<UnmetCondition> Unmet(
        StageDefinition stage,
        IFieldCatalog fields,
        JsonElement entity,
        Instant now
    )
    {
        if (stage.EntryGuard is not { } json)
            return [];
        var guard = FilterJson.Parse(json, new AcceptedFields(fields), "/entry_guard");
        if (guard.IsRefused)
            return [.. guard.Faults.Select(fault => Broken(stage, fault))];
        var explained = FilterMatcher.Explain(guard.Value, JsonFieldReader.Instance, entity, now);
        return explained.Outcome == Truth.True ? [] : [.. Failed(explained)];
    }

    /// <summary>The outermost nodes whose outcome would have to change: each failed term of a conjunction,
    /// a disjunction or negation as a whole.</summary>
    private static IEnumerable<UnmetCondition> Failed(FilterExplanation node) =>
        node.Node switch
        {
            Filter.All => node.Terms.Where(t => t.Outcome != Truth.True).SelectMany(Failed),
            Filter.Condition condition =>
            [
                Unmet(
                    Pointer(condition.Field),
                    $"'{condition.Field}' is {node.Seen}, which the stage does not take.",
                    condition
                ),
            ],
            Filter.Not not => [Unmet(null, "The stage's guard excludes it.", not)],
            _ => [Unmet(null, "None of the alternatives of the stage's guard holds.", node.Node)],
        };

    private static UnmetCondition Unmet(string? pointer, string detail, Filter wanted) =>
        new("entry_guard", pointer, detail, $"Required: {FilterJson.Write(wanted).GetRawText()}.");

    private static UnmetCondition Broken(StageDefinition stage, Fault why) =>
        new(
            "entry_guard",
            null,
            $"The entry guard of '{stage.Key}' no longer holds at {why.Pointer}: {why.Detail}",
            "Mend the workflow, or let a manager force the move."
        );

    private static string Pointer(string field) => "/" + field.Replace('.', '/');
}
