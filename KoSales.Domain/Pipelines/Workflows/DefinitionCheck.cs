namespace KoSales.Domain.Pipelines.Workflows;

/// <summary>What a definition must satisfy before it is published. Every fault at once, with pointers into
/// <c>stages</c>.</summary>
/// <remarks>Guards, task workflows and policies that a stage names are checked by whoever can look them
/// up.</remarks>
public static class DefinitionCheck
{
    public static IReadOnlyList<Fault> Faults(
        PipelineKind kind,
        IReadOnlyList<StageDefinition> stages
    )
    {
        if (stages.Count == 0)
            return
            [
                Fault.Invalid(
                    "/stages",
                    "workflow.no_stages",
                    "A workflow needs at least one open stage and its terminal stages."
                ),
            ];
        return [.. Keys(stages), .. Next(stages), .. Ends(kind, stages), .. Reach(stages)];
    }

    private static IEnumerable<Fault> Keys(IReadOnlyList<StageDefinition> stages)
    {
        for (var i = 0; i < stages.Count; i++)
        {
            var (stage, before) = (stages[i], stages.Take(i));
            if (before.Any(s => s.Key == stage.Key))
                yield return Fault.Invalid(
                    $"/stages/{i}/key",
                    "workflow.duplicate_stage",
                    $"There is a stage '{stage.Key}' already; keys are unique."
                );
            if (before.Any(s => s.Order == stage.Order))
                yield return Fault.Invalid(
                    $"/stages/{i}/order",
                    "workflow.duplicate_order",
                    "Two stages have the same place; the first one is the initial stage, so places are unique."
                );
        }
    }

    private static IEnumerable<Fault> Next(IReadOnlyList<StageDefinition> stages)
    {
        var keys = stages.Select(s => s.Key).ToHashSet();
        return stages.SelectMany((stage, i) => NextOf(stage, $"/stages/{i}/allowed_next", keys));
    }

    private static IEnumerable<Fault> NextOf(
        StageDefinition stage,
        string pointer,
        IReadOnlySet<string> keys
    )
    {
        foreach (var (n, next) in stage.AllowedNext.Index())
        {
            if (!keys.Contains(next))
                yield return Fault.Invalid(
                    $"{pointer}/{n}",
                    "workflow.unknown_stage",
                    $"There is no stage '{next}' in this workflow."
                );
            if (next == stage.Key)
                yield return Fault.Invalid(
                    $"{pointer}/{n}",
                    "workflow.self_loop",
                    "A stage cannot follow itself."
                );
        }

        if (stage.IsTerminal && stage.AllowedNext.Count > 0)
            yield return Fault.Invalid(
                pointer,
                "workflow.terminal_goes_on",
                "Nothing follows a terminal stage; reopening is an action of its own."
            );
    }

    private static IEnumerable<Fault> Ends(PipelineKind kind, IReadOnlyList<StageDefinition> stages)
    {
        if (stages.MinBy(s => s.Order)!.IsTerminal)
            yield return Fault.Invalid(
                "/stages",
                "workflow.initial_terminal",
                "The first stage must be open."
            );
        if (kind == PipelineKind.Contact)
            yield break;
        foreach (var type in new[] { StageType.Won, StageType.Lost })
        {
            if (stages.All(s => s.Type != type))
            {
                yield return Fault.Invalid(
                    "/stages",
                    "workflow.no_end",
                    $"A workflow for leads or deals needs at least one stage of type {WireNames<StageType>.Of(type)}."
                );
            }
        }
    }

    private static IEnumerable<Fault> Reach(IReadOnlyList<StageDefinition> stages)
    {
        var reached = ReachedFromStart(stages);
        var ending = LeadingToAnEnd(stages);
        var hasEnd = stages.Any(s => s.IsTerminal);
        foreach (var (i, stage) in stages.Index())
        {
            if (!reached.Contains(stage.Key))
                yield return Fault.Invalid(
                    $"/stages/{i}",
                    "workflow.unreachable",
                    $"No way leads from the initial stage to '{stage.Key}'."
                );
            if (hasEnd && !ending.Contains(stage.Key))
                yield return Fault.Invalid(
                    $"/stages/{i}",
                    "workflow.no_way_out",
                    $"No way leads from '{stage.Key}' to a terminal stage."
                );
        }
    }

    private static HashSet<string> ReachedFromStart(IReadOnlyList<StageDefinition> stages)
    {
        var next = stages.GroupBy(s => s.Key).ToDictionary(g => g.Key, g => g.First().AllowedNext);
        return Closure([stages.MinBy(s => s.Order)!.Key], key => next.GetValueOrDefault(key, []));
    }

    private static HashSet<string> LeadingToAnEnd(IReadOnlyList<StageDefinition> stages)
    {
        var before = stages
            .SelectMany(s => s.AllowedNext.Select(n => (To: n, From: s.Key)))
            .ToLookup(p => p.To, p => p.From);
        return Closure([.. stages.Where(s => s.IsTerminal).Select(s => s.Key)], key => before[key]);
    }

    private static HashSet<string> Closure(
        IReadOnlyList<string> from,
        Func<string, IEnumerable<string>> next
    )
    {
        var seen = from.ToHashSet();
        var open = new Queue<string>(from);
        while (open.TryDequeue(out var key))
        {
            foreach (var further in next(key).Where(seen.Add))
                open.Enqueue(further);
        }

        return seen;
    }
}
