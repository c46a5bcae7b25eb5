using KoSales.Domain.Pipelines.Workflows;

namespace KoSales.Domain.Pipelines.Moves;

/// <summary>The ledger is the truth about a pipeline; stage, visit and the entity's stage are projections
/// of it.</summary>
public static class Ledger
{
    /// <summary>The pipeline with its projections made from the ledger; itself when they agree.</summary>
    public static Verdict<Pipeline> Rebuilt(
        this Pipeline pipeline,
        PipelineDefinition definition,
        Command command
    )
    {
        if (pipeline.History is not [.., var last] || definition.Find(last.Stage) is not { } stage)
            return Fault.Conflict(
                "pipeline.ledger_broken",
                "The ledger is empty, or ends in a stage that the workflow does not have; migrate the pipeline to a version that does."
            );
        var rebuilt = Projected(pipeline, last, stage);
        return rebuilt == pipeline
            ? pipeline
            : rebuilt with
            {
                Version = pipeline.Version + 1,
                UpdatedAt = command.Now,
                UpdatedBy = command.Actor.Id,
            };
    }

    private static Pipeline Projected(Pipeline pipeline, StageVisit last, StageDefinition stage) =>
        pipeline with
        {
            Stage = last.Stage,
            Visit = last.Visit,
            StageEnteredAt = last.EnteredAt,
            FlowInstanceId = Pipeline.FlowOf(pipeline.Id, last.Visit),
            Status =
                pipeline.Status == PipelineStatus.Closed
                    ? PipelineStatus.Closed
                    : Transition.StatusOf(stage),
        };

    /// <summary>What is not as it must be, one sentence each; none for a sound pipeline.</summary>
    /// <param name="entity">What the entity says of itself; null when it is absent or deleted.</param>
    public static IEnumerable<string> Violations(Pipeline pipeline, EntityMirror? entity)
    {
        if (pipeline.History is not [.., var last])
            return ["the ledger is empty"];
        var ofEntity = entity is null ? WithoutEntity(pipeline) : AgainstEntity(pipeline, entity);
        return [.. AtTheEnd(pipeline, last), .. InOrder(pipeline.History), .. ofEntity];
    }

    private static IEnumerable<string> AtTheEnd(Pipeline pipeline, StageVisit last)
    {
        if (last.Stage != pipeline.Stage || last.Visit != pipeline.Visit)
            yield return $"the ledger ends in {last.Stage}, visit {last.Visit}, the pipeline is in {pipeline.Stage}, visit {pipeline.Visit}";
        if (last.LeftAt is not null)
            yield return "the last ledger entry is closed";
    }

    private static IEnumerable<string> InOrder(IReadOnlyList<StageVisit> history)
    {
        for (var i = 0; i < history.Count; i++)
        {
            if (history[i].Visit != i + 1)
                yield return $"ledger entry {i + 1} is of visit {history[i].Visit}";
            if (i + 1 < history.Count && history[i].LeftAt != history[i + 1].EnteredAt)
                yield return $"ledger entry {i + 1} does not end when the next begins";
        }
    }

    private static IEnumerable<string> WithoutEntity(Pipeline pipeline)
    {
        if (pipeline.Status == PipelineStatus.Open)
            yield return "it is open, and its entity is absent or deleted";
    }

    private static IEnumerable<string> AgainstEntity(Pipeline pipeline, EntityMirror entity)
    {
        if (entity.PipelineId != pipeline.Id)
            yield return $"its entity names {entity.PipelineId ?? "no pipeline"}";
        else if (entity.Stage != pipeline.Stage)
            yield return $"its entity is in {entity.Stage ?? "no stage"}, the pipeline in {pipeline.Stage}";
        if (entity.OwnerId != pipeline.OwnerId || entity.TeamId != pipeline.TeamId)
            yield return "it belongs to somebody else than its entity";
    }
}

/// <summary>What an entity says that its pipeline says too.</summary>
public sealed record EntityMirror(
    string? PipelineId,
    string? Stage,
    string? OwnerId,
    string? TeamId
);
