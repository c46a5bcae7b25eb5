using KoSales.Domain.Pipelines.Workflows;

namespace KoSales.Domain.Pipelines.Moves;

/// <summary>A condition that is not met, among the faults of a refused transition.</summary>
public sealed record UnmetFault(UnmetCondition Condition)
    : Fault(
        FaultKind.Invalid,
        Condition.Code,
        Condition.Detail,
        Condition.Pointer ?? "/to",
        new Dictionary<string, Fact> { ["hint"] = Condition.Hint }
    );

/// <summary>What may stand in the way of a transition, one method per kind of condition.</summary>
internal static class UnmetConditions
{
    public static UnmetCondition SameStage(StageDefinition into) =>
        new(
            "not_allowed_next",
            "/to",
            $"The pipeline is at '{into.Key}' already.",
            "Choose another stage."
        );

    /// <param name="current">Null when the workflow does not have the pipeline's stage.</param>
    public static IEnumerable<UnmetCondition> Order(
        StageDefinition? current,
        string stage,
        StageDefinition into
    )
    {
        var allowed = current?.AllowedNext ?? [];
        if (!allowed.Contains(into.Key))
            yield return new UnmetCondition(
                "not_allowed_next",
                "/to",
                $"'{into.Key}' does not follow '{stage}'.",
                $"Allowed: {string.Join(", ", allowed)}; a manager may force it."
            );
    }

    public static IEnumerable<UnmetCondition> RequiredFields(
        StageDefinition into,
        MoveFacts facts
    ) =>
        into
            .RequiredFields.Where(f => !IsToldBy(into, facts, f) && !facts.HasValue(f))
            .Select(f => new UnmetCondition(
                "required_field",
                "/" + f.Replace('.', '/'),
                $"'{f}' has no value.",
                "Fill it in."
            ));

    /// <summary>Where the stage asks why something was lost, the move says it.</summary>
    public static IEnumerable<UnmetCondition> Reason(
        StageDefinition into,
        MoveRequest request,
        MoveFacts facts
    )
    {
        if (
            into.RequiredFields.Contains(Transition.LostReason)
            && IsToldBy(into, facts, Transition.LostReason)
            && string.IsNullOrWhiteSpace(request.Reason)
        )
            yield return new UnmetCondition(
                "required_field",
                "/" + Transition.LostReason,
                $"'{Transition.LostReason}' has no value: nobody said why it was lost.",
                "Give the transition a reason; it becomes the lost_reason."
            );
    }

    /// <summary>The move itself brings this field.</summary>
    private static bool IsToldBy(StageDefinition into, MoveFacts facts, string field) =>
        field == Transition.LostReason && into.Type == StageType.Lost && facts.KeepsLostReason;

    /// <summary>Nothing is left to be done for what is lost.</summary>
    public static IEnumerable<UnmetCondition> OpenTasks(StageDefinition into, MoveFacts facts) =>
        into.Type == StageType.Lost
            ? []
            : facts.OpenMandatoryTasks.Select(t => new UnmetCondition(
                "open_task",
                null,
                $"Task {t.Id} '{t.Title}' is not closed.",
                "Complete or cancel it."
            ));

    public static IEnumerable<UnmetCondition> RequiredDocuments(
        StageDefinition into,
        MoveFacts facts
    ) =>
        into
            .RequiredDocuments.Where(d => !facts.VerifiedDocuments.Contains(d))
            .Select(d => new UnmetCondition(
                "required_document",
                null,
                $"There is no verified document of type '{d}'.",
                "Upload it and have it verified."
            ));

    /// <summary>Automatic moves must not follow each other for ever.</summary>
    public static IEnumerable<UnmetCondition> Chain(MoveRequest request, int automaticMoves)
    {
        if (request.Automatic && automaticMoves >= Transition.LongestChain)
            yield return new UnmetCondition(
                UnmetCondition.FlowLoop,
                null,
                $"{automaticMoves} automatic moves followed each other.",
                "Move it by hand, and mend the workflow's loop."
            );
    }
}
