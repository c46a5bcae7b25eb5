using KoSales.Domain.Pipelines.Workflows;

namespace KoSales.Domain.Pipelines.Moves;

public static class Reopening
{
    /// <summary>Takes an ended pipeline back to an open stage as a new visit. An action of its own, not a
    /// transition: no checks but these.</summary>
    /// <param name="to">An open stage; null for the one before the end.</param>
    public static Verdict<StageMove> Reopen(
        this Pipeline pipeline,
        string? to,
        string reason,
        PipelineDefinition definition,
        Command command
    )
    {
        if (string.IsNullOrWhiteSpace(reason))
            return Fault.Invalid("/reason", "pipeline.reason_required", "Say why it is reopened.");
        if (pipeline.Status == PipelineStatus.Open)
            return Fault.Conflict(
                "pipeline.open",
                "The pipeline is open already.",
                ("current_stage", pipeline.Stage)
            );
        var key = to ?? LastOpen(pipeline, definition) ?? definition.Initial.Key;
        return definition.Find(key) is { IsTerminal: false } into
            ? Transition.Enter(pipeline, into, new MoveRequest(key, reason, null), 0, command)
            : NotOpen(key);
    }

    private static Fault NotOpen(string key) =>
        Fault.Invalid(
            "/to",
            "pipeline.not_open_stage",
            $"'{key}' is not an open stage of this workflow."
        );

    private static string? LastOpen(Pipeline pipeline, PipelineDefinition definition) =>
        pipeline
            .History.LastOrDefault(v => definition.Find(v.Stage) is { IsTerminal: false })
            ?.Stage;
}
