using KoSales.Domain.Pipelines;
using KoSales.Domain.Timeline;

namespace KoSales.Functions.Flows.Stages;

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
