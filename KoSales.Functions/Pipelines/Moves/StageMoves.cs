using System.Collections.Frozen;
using KoSales.Domain.Calendars;
using KoSales.Domain.Pii;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Moves;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Domain.Tasks;
using KoSales.Domain.Timeline;
using KoSales.Functions.Calendars.Effective;
using KoSales.Functions.Pipelines.Workflows;

namespace KoSales.Functions.Pipelines.Moves;

/// <summary>A pipeline as it is stored now, with what a decision about it needs.</summary>
/// <param name="OpenTasks">Of the current visit.</param>
/// <param name="BusinessMinutes">Spent in the current stage so far.</param>
/// <param name="Time">The team's.</param>
public sealed record PipelineCase(
    Pipeline Pipeline,
    PipelineDefinition Definition,
    IReadOnlyList<SalesTask> OpenTasks,
    int BusinessMinutes,
    IClockTime Time
)
{
    /// <summary>Those that must be closed before the stage is left. What a person added by hand never
    /// stands in the way.</summary>
    public IReadOnlyList<(string Id, string Title)> Mandatory =>
        [
            .. OpenTasks
                .Where(t => t is { Optional: false, CreationKey: not null })
                .Select(t => (t.Id.Value, t.Title)),
        ];
}

/// <summary>A move as it is added to a batch.</summary>
public sealed record PreparedMove(StageMove Move, bool Forced, bool Automatic)
{
    public string? Reason { get; init; }

    /// <summary>Paths of the entity that change with it, for the event.</summary>
    public IReadOnlyList<string> Changed { get; init; } = ["stage"];

    /// <summary>The entity's own timeline entry tells of the stage already.</summary>
    public bool IsRecorded { get; init; }

    public bool Simulated { get; init; }

    /// <summary>Channels by which the entity may not be contacted: tasks by them are not opened.</summary>
    public IReadOnlySet<ConsentChannel> Barred { get; init; } = FrozenSet<ConsentChannel>.Empty;

    /// <summary>With what the entity's side of it comes to.</summary>
    public PreparedMove With(Mirrored mirrored, IPipelineEntity entity) =>
        this with
        {
            Changed = mirrored.Changed,
            IsRecorded = mirrored.IsRecorded,
            Barred = entity.Barred,
        };
}

/// <summary>A pipeline that is moved, with what it is about.</summary>
public sealed record MovingPipeline(PipelineCase Before, IPipelineEntity Entity);

/// <summary>A move as it stands in a batch.</summary>
public sealed record AddedMove(StageMove Move, StageOpening Opening)
{
    /// <summary>The entity's status afterwards; empty where the entity was not asked.</summary>
    public string EntityStatus { get; init; } = "";
}

/// <summary>Loads pipelines for decisions, and writes the pipeline's side of a move: ledger, tasks, event,
/// timeline. The entity's side is its own.</summary>
public sealed class StageMoves(
    IDocumentStore store,
    WorkflowCache cache,
    IBusinessTime time,
    IStageEntry stageEntry
)
{
    private const int MostTasks = 200;

    /// <summary>Null when there is no such pipeline.</summary>
    public ValueTask<Pipeline?> FindAsync(string id, CancellationToken cancellationToken) =>
        store.FindPipelineAsync(id, cancellationToken);

    public async ValueTask<PipelineCase> OpenAsync(
        Pipeline pipeline,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var definition = await cache.VersionAsync(
            pipeline.WorkflowId,
            pipeline.WorkflowVersion,
            cancellationToken
        );
        var clock = await time.OfTeamAsync(pipeline.TeamId, cancellationToken);
        var tasks =
            pipeline.Status == PipelineStatus.Open
                ? await OpenTasksAsync(pipeline, cancellationToken)
                : [];
        return new PipelineCase(
            pipeline,
            definition,
            tasks,
            clock.MinutesBetween(pipeline.StageEnteredAt, command.Now),
            clock
        );
    }

    /// <summary>Adds both sides of a move to the batch, the entity's and the pipeline's. Refused when the
    /// entity's own rules forbid it; the batch is not to be committed then.</summary>
    public async ValueTask<Verdict<AddedMove>> AddMirroredAsync(
        WriteBatch batch,
        MovingPipeline moving,
        PreparedMove prepared,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var move = prepared.Move;
        var mirror = new StageMirror(move.Pipeline, move.Into, prepared.Reason);
        var mirrored = await moving.Entity.MirrorAsync(batch, mirror, command, cancellationToken);
        if (mirrored.IsRefused)
            return mirrored.Refusal;
        var added = await AddAsync(
            batch,
            moving.Before,
            prepared.With(mirrored.Value, moving.Entity),
            command,
            cancellationToken
        );
        return added with { EntityStatus = mirrored.Value.Status };
    }

    /// <summary>Adds the pipeline's side of a move whose entity is written by the caller, with the instant
    /// from which it stays too long in the stage.</summary>
    public async ValueTask<AddedMove> AddAsync(
        WriteBatch batch,
        PipelineCase before,
        PreparedMove decided,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var prepared = decided with { Move = decided.Move.Aged(before.Time) };
        var pipeline = prepared.Move.Pipeline;
        batch.Replace(PipelineCollections.Of(pipeline.Kind), pipeline);
        var openings = await stageEntry.EnterAsync(
            batch,
            [EnteredBy(prepared, before)],
            command,
            cancellationToken
        );
        if (!prepared.IsRecorded)
            batch.Insert(Activities.Collection, Entry(before.Pipeline, prepared, command));
        var change = StageChange(before.Pipeline, prepared, openings[0]);
        batch.Emit(command, FactOf(prepared, change));
        return new AddedMove(prepared.Move, openings[0]);
    }

    private static StageEntered EnteredBy(PreparedMove prepared, PipelineCase before) =>
        new(prepared.Move.Pipeline, prepared.Move.Into, before.OpenTasks, prepared.Simulated)
        {
            Barred = prepared.Barred,
        };

    private static OutboxFact FactOf(PreparedMove prepared, StageChanged change) =>
        new(PipelineEvents.StageChanged, prepared.Move.Pipeline.EntityRef)
        {
            Changed = prepared.Changed,
            Data = PipelineEvents.Data(change),
        };

    private static TimelineEntry Entry(Pipeline before, PreparedMove prepared, Command command) =>
        Activities.Entry(
            command,
            before.EntityRef,
            TimelineKind.Stage,
            PipelineEvents.StageChanged
        ) with
        {
            Changes = [new FieldChange("stage", before.Stage, prepared.Move.Pipeline.Stage)],
            Reason = prepared.Reason,
            Refs = new Dictionary<string, string> { ["pipeline_id"] = before.Id },
        };

    private static StageChanged StageChange(
        Pipeline before,
        PreparedMove prepared,
        StageOpening opening
    ) =>
        new()
        {
            PipelineId = before.Id,
            Kind = before.Kind,
            From = before.Stage,
            To = prepared.Move.Pipeline.Stage,
            Status = prepared.Move.Pipeline.Status,
            Visit = prepared.Move.Pipeline.Visit,
            LeftVisit = before.Visit,
            FlowInstanceId = prepared.Move.Pipeline.FlowInstanceId,
            LeftFlowInstanceId = before.FlowInstanceId,
            TaskWorkflowId = prepared.Move.Into.TaskWorkflowId,
            NextCheckAt = opening.NextCheckAt,
            Forced = prepared.Forced,
            Automatic = prepared.Automatic,
        };

    private ValueTask<IReadOnlyList<SalesTask>> OpenTasksAsync(
        Pipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        var open = Filter.AllOf(SalesTasks.OfVisit(pipeline.Id, pipeline.Visit), SalesTasks.Open);
        return store.ListAsync(
            SalesTasks.Collection,
            new Query(SalesTasks.Collection, open) { Limit = MostTasks },
            cancellationToken
        );
    }
}
