using KoSales.Domain.Pipelines;
using KoSales.Domain.Tasks;
using KoSales.Domain.Timeline;
using KoSales.Domain.Work;
using KoSales.Functions.Pipelines;
using KoSales.Functions.Tasks;

namespace KoSales.Functions.Flows.Stages;

/// <summary>Shows an automatic advance that was refused: on the pipeline, and as a task for its
/// owner.</summary>
public sealed class StageBlocks(IdAllocator ids, ISlaClocks clocks)
{
    /// <summary>Adds nothing when it is blocked by the same conditions already. One blocker task per block;
    /// what its holder does with it is theirs.</summary>
    public async ValueTask AddAsync(
        WriteBatch batch,
        StageCase found,
        RefusedAdvance refused,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var before = found.Pipeline.Blocked;
        if (before is not null && refused.IsOf(before))
            return;
        SalesTask? blocker = null;
        if (before is null && found.Blocker is not { IsOpen: true })
            blocker = await BlockerAsync(found, refused.To, command, cancellationToken);
        var block = BlockOf(found, refused, blocker, command);
        Replace(batch, found.Pipeline with { Blocked = block }, command);
        if (blocker is not null)
            batch.AddNew(blocker, command);
        Publish(batch, found.Pipeline, block, command);
    }

    private static PipelineBlock BlockOf(
        StageCase found,
        RefusedAdvance refused,
        SalesTask? blocker,
        Command command
    )
    {
        var before = found.Pipeline.Blocked;
        return new PipelineBlock(
            refused.To,
            before?.Since ?? command.Now,
            refused.Unmet,
            blocker?.Id.Value ?? before?.TaskId ?? found.Blocker?.Id.Value
        );
    }

    private static void Publish(
        WriteBatch batch,
        Pipeline pipeline,
        PipelineBlock block,
        Command command
    )
    {
        batch.Insert(Activities.Collection, BlockEntries.Blocked(pipeline, block, command));
        batch.Emit(
            command,
            new OutboxFact(PipelineEvents.Blocked, pipeline.EntityRef)
            {
                Data = FlowData.Of(new FlowBlocked(pipeline.Id, pipeline.Visit, block.To)),
            }
        );
    }

    /// <summary>Nothing wants to advance any more, since a task was reopened.</summary>
    public async ValueTask LiftAsync(
        WriteBatch batch,
        StageCase found,
        Command command,
        CancellationToken cancellationToken
    )
    {
        Replace(batch, found.Pipeline with { Blocked = null }, command);
        batch.Emit(command, new OutboxFact(PipelineEvents.Unblocked, found.Pipeline.EntityRef));
        batch.Insert(Activities.Collection, BlockEntries.Lifted(found.Pipeline, command));
        if (found.Blocker is not { IsOpen: true } blocker)
            return;
        var call = new TaskCall(
            command,
            await clocks.TimesAsync(blocker.Sla?.Clock, cancellationToken)
        );
        batch.AddChange(blocker, blocker.Cancel(null, call).Value, command);
    }

    private static void Replace(WriteBatch batch, Pipeline pipeline, Command command) =>
        batch.Replace(
            PipelineCollections.Of(pipeline.Kind),
            pipeline with
            {
                Version = pipeline.Version + 1,
                UpdatedAt = command.Now,
                UpdatedBy = command.Actor.Id,
            }
        );

    private async ValueTask<SalesTask> BlockerAsync(
        StageCase found,
        string to,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var id = await ids.NextAsync<SalesTaskId>(cancellationToken);
        var attempt = (found.Blocker?.Attempt ?? 0) + 1;
        return BlockerOf(found.Pipeline, to, attempt, command) with { Id = id };
    }

    private static SalesTask BlockerOf(
        Pipeline pipeline,
        string to,
        int attempt,
        Command command
    ) =>
        new()
        {
            Id = default,
            Title = $"Mend what keeps it from '{to}'",
            Type = TaskType.Custom,
            Priority = TaskPriority.High,
            EntityRef = pipeline.EntityRef,
            PipelineId = pipeline.Id,
            Stage = pipeline.Stage,
            Visit = pipeline.Visit,
            StepKey = StageCase.BlockerStep,
            Attempt = attempt,
            CreationKey = KeyOf(pipeline, attempt),
            OwnerId = pipeline.OwnerId,
            TeamId = pipeline.TeamId,
            Optional = true,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = "system",
            UpdatedBy = "system",
        };

    private static string KeyOf(Pipeline pipeline, int attempt) =>
        SalesTask.CreationKeyOf(pipeline.Id, pipeline.Visit, StageCase.BlockerStep, attempt);
}

/// <summary>A stage that the workflow does not let a pipeline into, and the conditions that are in the
/// way.</summary>
public readonly record struct RefusedAdvance(string To, IReadOnlyList<UnmetCondition> Unmet)
{
    /// <summary>The pipeline is blocked by the same conditions already.</summary>
    public bool IsOf(PipelineBlock block) => block.To == To && block.Unmet.SequenceEqual(Unmet);
}

/// <summary>What timelines say of automatic moves that stand still.</summary>
internal static class BlockEntries
{
    /// <summary>One change for each unmet condition: its code, and what it is about.</summary>
    public static TimelineEntry Blocked(Pipeline pipeline, PipelineBlock block, Command command)
    {
        var loops = block.Unmet.Any(u => u.Code == UnmetCondition.FlowLoop);
        return Activities.Entry(
            command,
            pipeline.EntityRef,
            TimelineKind.Stage,
            loops ? "pipeline.loop_stopped" : "pipeline.blocked"
        ) with
        {
            Changes = [.. block.Unmet.Select(u => new FieldChange(u.Code, null, u.Pointer))],
            Refs = Refs(pipeline, block),
        };
    }

    /// <summary>The pipeline as it was.</summary>
    public static TimelineEntry Lifted(Pipeline pipeline, Command command) =>
        Activities.Entry(command, pipeline.EntityRef, TimelineKind.Stage, "pipeline.unblocked") with
        {
            Refs = Refs(pipeline, pipeline.Blocked!),
        };

    private static Dictionary<string, string> Refs(Pipeline pipeline, PipelineBlock block)
    {
        Dictionary<string, string> refs = new()
        {
            ["pipeline_id"] = pipeline.Id,
            ["to"] = block.To,
        };
        if (block.TaskId is { } task)
            refs["task_id"] = task;
        return refs;
    }
}
