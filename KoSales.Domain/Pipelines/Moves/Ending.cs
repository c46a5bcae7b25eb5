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
