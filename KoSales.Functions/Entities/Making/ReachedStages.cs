using KoSales.Domain.Pipelines.Workflows;

namespace KoSales.Functions.Entities.Making;

/// <summary>Finds the stages that records from elsewhere have reached. The conditions of entering one are
/// not asked: whoever brings a record says where it is.</summary>
public static class ReachedStages
{
    /// <param name="definition">Of the pipeline it starts on; null for none.</param>
    /// <param name="stage">Key or name, as written.</param>
    /// <param name="noun">Of the record, for messages.</param>
    public static Verdict<StageDefinition> Of(
        PipelineDefinition? definition,
        string stage,
        string? lostReason,
        string noun
    )
    {
        if (definition is null)
            return NoPipeline(noun);
        if (definition.FindWritten(stage) is not { } found)
            return Fault.Invalid(
                "/stage",
                "import.unknown_stage",
                $"Workflow {definition.WorkflowId} has no such stage; it has {string.Join(", ", definition.Stages.Select(s => s.Key))}."
            );
        return found.Type == StageType.Lost && lostReason is null
            ? Fault.Invalid(
                "/lost_reason",
                "import.lost_without_reason",
                $"A {noun} at the lost stage '{found.Key}' needs a lost_reason; map a column to it, or give a default."
            )
            : found;
    }

    /// <summary>Of a record whose row says a stage.</summary>
    public static Fault NoPipeline(string noun) =>
        Fault.Invalid(
            "/stage",
            "import.no_pipeline",
            $"The {noun} starts on no pipeline, so that it has no stages."
        );
}
