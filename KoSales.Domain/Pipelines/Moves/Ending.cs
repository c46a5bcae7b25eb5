using KoSales.Domain.Pipelines.Workflows;

namespace KoSales.Domain.Pipelines.Moves;

/// <summary>Actions on the entity itself that end its pipeline. They are a person's last word, so the
/// checks of a transition do not apply.</summary>
public static class Ending
{
    /// <summary>Into a lost end.</summary>
    /// <param name="key">The stage wanted, such as <c>junk</c>; where the workflow has none of that name,
    /// its first lost stage.</param>
    public static Verdict<StageMove> Lose(
        this Pipeline pipeline,
        string key,
        string reason,
        PipelineDefinition definition,
        int businessMinutes,
        Command command
    )
    {
        if (pipeline.Status != PipelineStatus.Open)
            return Closed(pipeline);
        if (LostStage(key, definition) is not { } into)
            return Fault.Conflict(
                "pipeline.no_lost_stage",
                "This workflow has no stage for what is lost; move the pipeline instead.",
                ("current_stage", pipeline.Stage)
            );
        return Transition.Enter(
            pipeline,
            into,
            new MoveRequest(into.Key, reason, null),
            businessMinutes,
            command
        );
    }

    /// <summary>Into the won end, from whichever open stage: for an entity that goes on as another one. What
    /// the stage asks for must be there (<c>pipeline.transition_refused</c> with every unmet condition);
    /// neither the order of the stages nor open tasks stand in the way.</summary>
    public static Verdict<StageMove> Win(
        this Pipeline pipeline,
        string? reason,
        PipelineDefinition definition,
        MoveFacts facts,
        int businessMinutes,
        Command command
    )
    {
        if (pipeline.Status != PipelineStatus.Open)
            return Closed(pipeline);
        if (definition.WonStage() is not { } into)
            return Fault.Conflict(
                "pipeline.no_won_stage",
                "This workflow has no stage for what is won; publish one that has.",
                ("current_stage", pipeline.Stage)
            );
        var unmet = UnmetToWin(into, facts);
        return unmet.Count > 0
            ? Verdict<StageMove>.Refuse(Transition.Refusal(into, unmet))
            : Transition.Enter(
                pipeline,
                into,
                new MoveRequest(into.Key, reason, null),
                businessMinutes,
                command
            );
    }

    /// <summary>Null where the workflow has none.</summary>
    public static StageDefinition? WonStage(this PipelineDefinition definition) =>
        definition.Stages.FirstOrDefault(s => s.Type == StageType.Won);

    public static IReadOnlyList<UnmetCondition> UnmetToWin(StageDefinition into, MoveFacts facts) =>
        [
            .. UnmetConditions.RequiredFields(into, facts),
            .. facts.MeetsGuard(into),
            .. UnmetConditions.RequiredDocuments(into, facts),
        ];

    private static StageDefinition? LostStage(string key, PipelineDefinition definition) =>
        definition.Find(key) is { Type: StageType.Lost } named
            ? named
            : definition.Stages.FirstOrDefault(s => s.Type == StageType.Lost);

    internal static Fault Closed(Pipeline pipeline) =>
        Fault.Conflict(
            "pipeline.closed",
            "The pipeline has ended; reopen it first.",
            ("current_stage", pipeline.Stage)
        );
}
