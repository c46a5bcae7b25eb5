namespace KoSales.Domain.Pipelines;

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
            if (stages.Take(i).Any(s => s.Key == stages[i].Key))
            {
                yield return Fault.Invalid(
                    $"/stages/{i}/key",
                    "workflow.duplicate_stage",
                    $"There is a stage '{stages[i].Key}' already; keys are unique."
                );
            }

            if (stages.Take(i).Any(s => s.Order == stages[i].Order))
            {
                yield return Fault.Invalid(
                    $"/stages/{i}/order",
                    "workflow.duplicate_order",
                    "Two stages have the same place; the first one is the initial stage, so places are unique."
                );
            }
        }
    }

    private static IEnumerable<Fault> Next(IReadOnlyList<StageDefinition> stages)
    {
        var keys = stages.Select(s => s.Key).ToHashSet();
        for (var i = 0; i < stages.Count; i++)
        {
            for (var n = 0; n < stages[i].AllowedNext.Count; n++)
            {
                var next = stages[i].AllowedNext[n];
                if (!keys.Contains(next))
                    yield return Fault.Invalid(
                        $"/stages/{i}/allowed_next/{n}",
                        "workflow.unknown_stage",
                        $"There is no stage '{next}' in this workflow."
                    );
                if (next == stages[i].Key)
                    yield return Fault.Invalid(
                        $"/stages/{i}/allowed_next/{n}",
                        "workflow.self_loop",
                        "A stage cannot follow itself."
                    );
            }

            if (stages[i].IsTerminal && stages[i].AllowedNext.Count > 0)
            {
                yield return Fault.Invalid(
                    $"/stages/{i}/allowed_next",
                    "workflow.terminal_goes_on",
                    "Nothing follows a terminal stage; reopening is an action of its own."
                );
            }
        }
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
        var next = stages
            .GroupBy(s => s.Key)
            .ToDictionary(g => g.Key, g => (IEnumerable<string>)g.First().AllowedNext);
        var before = stages
            .SelectMany(s => s.AllowedNext.Select(n => (To: n, From: s.Key)))
            .ToLookup(p => p.To, p => p.From);
        var reached = Closure(
            [stages.MinBy(s => s.Order)!.Key],
            key => next.GetValueOrDefault(key, [])
        );
        var ending = Closure(
            [.. stages.Where(s => s.IsTerminal).Select(s => s.Key)],
            key => before[key]
        );
        var hasEnd = stages.Any(s => s.IsTerminal);
        for (var i = 0; i < stages.Count; i++)
        {
            if (!reached.Contains(stages[i].Key))
                yield return Fault.Invalid(
                    $"/stages/{i}",
                    "workflow.unreachable",
                    $"No way leads from the initial stage to '{stages[i].Key}'."
                );
            if (hasEnd && !ending.Contains(stages[i].Key))
                yield return Fault.Invalid(
                    $"/stages/{i}",
                    "workflow.no_way_out",
                    $"No way leads from '{stages[i].Key}' to a terminal stage."
                );
        }
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
