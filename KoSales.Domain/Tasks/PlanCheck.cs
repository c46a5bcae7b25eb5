namespace KoSales.Domain.Tasks;

/// <summary>What a task plan must satisfy before it is published. Every fault at once, with pointers into
/// <c>steps</c>.</summary>
/// <remarks>Stages that outcomes name are checked where the plan meets a pipeline workflow.</remarks>
public static class PlanCheck
{
    public const int MostSteps = 50;

    public static IReadOnlyList<Fault> Faults(TaskPlan plan)
    {
        if (plan.Steps.Count is 0 or > MostSteps)
            return
            [
                Fault.Invalid(
                    "/steps",
                    "workflow.steps",
                    $"A task workflow has 1 to {MostSteps} steps."
                ),
            ];
        return
        [
            .. plan.Steps.SelectMany((step, i) => StepFaults(plan, step, i)),
            .. CycleFaults(plan),
        ];
    }

    private static IEnumerable<Fault> StepFaults(TaskPlan plan, TaskStep step, int i)
    {
        var pointer = $"/steps/{i}";
        return
        [
            .. KeyFaults(step, plan.Steps.Take(i), pointer),
            .. AssigneeFaults(step, pointer),
            .. TargetFaults(step, pointer),
            .. DependencyFaults(plan, step, pointer),
            .. step.Outcomes.SelectMany(
                (outcome, o) => OutcomeFaults(plan, step, outcome, $"{pointer}/outcomes/{o}")
            ),
            .. LevelFaults(step, pointer),
        ];
    }

    private static IEnumerable<Fault> KeyFaults(
        TaskStep step,
        IEnumerable<TaskStep> before,
        string pointer
    )
    {
        if (before.Any(s => s.Key == step.Key))
            yield return Fault.Invalid(
                $"{pointer}/key",
                "workflow.duplicate_step",
                $"There is a step '{step.Key}' already; keys are unique."
            );
        if (step.Key.StartsWith('_'))
            yield return Fault.Invalid(
                $"{pointer}/key",
                "workflow.reserved_step",
                "Keys that begin with _ are the system's own."
            );
    }

    private static IEnumerable<Fault> AssigneeFaults(TaskStep step, string pointer)
    {
        if (!IsAssignee(step.Assignee))
            yield return Fault.Invalid(
                $"{pointer}/assignee",
                "workflow.assignee",
                "The assignee is owner, manager, agent:{id}, role:{role} or least_loaded."
            );
    }

    private static IEnumerable<Fault> TargetFaults(TaskStep step, string pointer)
    {
        if (step.SlaPolicyId is not null && step.TargetMinutes is not null)
            yield return Fault.Invalid(
                $"{pointer}/target_minutes",
                "workflow.two_targets",
                "Give a policy or target minutes, not both."
            );
    }

    private static IEnumerable<Fault> DependencyFaults(TaskPlan plan, TaskStep step, string pointer)
    {
        foreach (var (d, before) in step.DependsOn.Index())
        {
            if (plan.Find(before) is null)
                yield return Fault.Invalid(
                    $"{pointer}/depends_on/{d}",
                    "workflow.unknown_step",
                    $"There is no step '{before}'."
                );
        }
    }

    private static IEnumerable<Fault> LevelFaults(TaskStep step, string pointer)
    {
        for (var r = 1; r < step.OnBreach.Count; r++)
        {
            if (step.OnBreach[r].AfterMinutes < step.OnBreach[r - 1].AfterMinutes)
                yield return Fault.Invalid(
                    $"{pointer}/on_breach/{r}/after_minutes",
                    "workflow.rung_order",
                    "Rungs come in the order of their minutes."
                );
        }
    }

    private static IEnumerable<Fault> OutcomeFaults(
        TaskPlan plan,
        TaskStep step,
        TaskOutcome outcome,
        string pointer
    )
    {
        if (step.Outcomes.Count(o => o.Key == outcome.Key) > 1)
            yield return Fault.Invalid(
                $"{pointer}/key",
                "workflow.duplicate_outcome",
                $"There are two outcomes '{outcome.Key}'."
            );
        foreach (var fault in NextStepFaults(plan, step, outcome, pointer))
            yield return fault;
        if (WaysOf(outcome).Count(way => way is not null) > 1)
            yield return Fault.Invalid(
                pointer,
                "workflow.two_ways",
                "An outcome names a stage, a step or a retry, not several."
            );
        foreach (var fault in RetryFaults(outcome, $"{pointer}/retry"))
            yield return fault;
    }

    private static IEnumerable<Fault> RetryFaults(TaskOutcome outcome, string pointer)
    {
        if (outcome.Retry is { AfterMinutes: < 1 } or { Times: < 1 or > 20 })
            yield return Fault.Invalid(
                pointer,
                "workflow.retry",
                "A retry comes after at least 1 business minute, 1 to 20 times."
            );
    }

    private static IEnumerable<Fault> NextStepFaults(
        TaskPlan plan,
        TaskStep step,
        TaskOutcome outcome,
        string pointer
    )
    {
        if (outcome.NextStep is { } next && plan.Find(next) is null)
            yield return Fault.Invalid(
                $"{pointer}/next_step",
                "workflow.unknown_step",
                $"There is no step '{next}'."
            );
        if (outcome.NextStep == step.Key)
            yield return Fault.Invalid(
                $"{pointer}/next_step",
                "workflow.self_loop",
                "A step does not name itself; use retry."
            );
    }

    private static object?[] WaysOf(TaskOutcome outcome) =>
        [outcome.NextStage, outcome.NextStep, outcome.Retry];

    private static bool IsAssignee(string text) =>
        text is "owner" or "manager" or "least_loaded"
        || (text.StartsWith("agent:", StringComparison.Ordinal) && text.Length > 6)
        || (text.StartsWith("role:", StringComparison.Ordinal) && text.Length > 5);

    /// <summary>Dependencies and next steps together must have no cycle (Kahn's algorithm: what cannot be
    /// ordered lies on or behind one).</summary>
    private static IEnumerable<Fault> CycleFaults(TaskPlan plan)
    {
        var before = WaitsFor(plan);
        while (before.FirstOrDefault(b => b.Value.All(d => !before.ContainsKey(d))).Key is { } free)
            before.Remove(free);
        foreach (var key in before.Keys)
        {
            var i = plan.Steps.ToList().FindIndex(s => s.Key == key);
            yield return Fault.Invalid(
                $"/steps/{i}",
                "workflow.cycle",
                $"Step '{key}' waits for itself in the end."
            );
        }
    }

    /// <summary>By step what must come before it.</summary>
    private static Dictionary<string, HashSet<string>> WaitsFor(TaskPlan plan)
    {
        var before = plan
            .Steps.GroupBy(s => s.Key)
            .ToDictionary(g => g.Key, g => g.First().DependsOn.ToHashSet());
        foreach (var step in plan.Steps)
        {
            foreach (var next in step.Outcomes.Select(o => o.NextStep).OfType<string>())
            {
                if (before.TryGetValue(next, out var waits))
                    waits.Add(step.Key);
            }
        }

        return before;
    }
}
