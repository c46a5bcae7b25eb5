using KoSales.Domain.Pipelines.Workflows;

namespace KoSales.Domain.Pipelines.Moves;

/// <summary>What somebody asks of a pipeline.</summary>
/// <param name="ExpectedStage">The stage the caller believes it is in; null when it does not care.</param>
/// <param name="Forced">A manager moves it against the checks, with a reason.</param>
/// <param name="Automatic">The flow moves it, not a person.</param>
public sealed record MoveRequest(
    string To,
    string? Reason,
    string? ExpectedStage,
    bool Forced = false,
    bool Automatic = false
)
{
    /// <summary>The visit that the caller decided about: the same stage may have been left and entered
    /// again since. Null when it does not care.</summary>
    public int? ExpectedVisit { get; init; }
}

/// <summary>What the checks of a transition need to know of the world.</summary>
/// <param name="HasValue">Whether a dotted path of the entity has a value.</param>
/// <param name="MeetsGuard">Whether the entity matches the stage's entry guard; the conditions that fail,
/// or none.</param>
/// <param name="OpenMandatoryTasks">Ids and titles of the current visit's open tasks that are not
/// optional.</param>
/// <param name="VerifiedDocuments">Types of which the contact has a verified document.</param>
public sealed record MoveFacts(
    Func<string, bool> HasValue,
    Func<StageDefinition, IReadOnlyList<UnmetCondition>> MeetsGuard,
    IReadOnlyList<(string Id, string Title)> OpenMandatoryTasks,
    IReadOnlySet<string> VerifiedDocuments
)
{
    /// <summary>The entity keeps why it was lost (<see cref="Transition.LostReason"/>): the reason of the move
    /// becomes it.</summary>
    public bool KeepsLostReason { get; init; }
}

/// <summary>A stage entered: the pipeline after the move, and the visit left.</summary>
public sealed record StageMove(Pipeline Pipeline, StageVisit Left, StageDefinition Into);

/// <param name="At">The stage entered, which may be an end.</param>
/// <param name="Reason">Why it is at this stage; null for a pipeline that begins.</param>
public sealed record PipelineStart(
    StageDefinition At,
    string? OwnerId,
    string? TeamId,
    string? Reason = null
);

public static class Transition
{
    /// <summary>Automatic moves in a row before a chain counts as a loop.</summary>
    public const int LongestChain = 10;

    /// <summary>The field in which entities keep why they were lost.</summary>
    public const string LostReason = "lost_reason";

    /// <summary>A pipeline at the first stage of a workflow, or at the one that its entity had reached
    /// elsewhere.</summary>
    public static Pipeline Start(
        string id,
        EntityRef entity,
        PipelineDefinition definition,
        PipelineStart start,
        Command command
    ) =>
        new()
        {
            Id = id,
            Kind = definition.Kind,
            EntityRef = entity,
            WorkflowId = definition.WorkflowId,
            WorkflowVersion = definition.WorkflowVersion,
            Stage = start.At.Key,
            StageEnteredAt = command.Now,
            Status = StatusOf(start.At),
            OwnerId = start.OwnerId,
            TeamId = start.TeamId,
            FlowInstanceId = Pipeline.FlowOf(id, 1),
            History = [Entered(start.At, 1, start.Reason, forced: false, command)],
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };

    private static StageVisit Entered(
        StageDefinition stage,
        int visit,
        string? reason,
        bool forced,
        Command command
    ) =>
        new(
            stage.Key,
            visit,
            command.Now,
            LeftAt: null,
            BusinessMinutes: null,
            command.Actor.Id,
            reason,
            forced
        );

    /// <summary>Checks everything at once and moves, or refuses with <c>pipeline.closed</c>,
    /// <c>pipeline.stage_moved</c> (both 409) or
    /// <c>pipeline.transition_refused</c> and every unmet condition (422).</summary>
    /// <param name="businessMinutes">Spent in the stage that is left.</param>
    public static Verdict<StageMove> Move(
        this Pipeline pipeline,
        MoveRequest request,
        PipelineDefinition definition,
        MoveFacts facts,
        int businessMinutes,
        Command command
    )
    {
        if (pipeline.Status != PipelineStatus.Open)
            return Ending.Closed(pipeline);
        if (!request.Expects(pipeline))
            return StageMoved(pipeline);
        if (definition.Find(request.To) is not { } into)
            return UnknownStage(request.To);
        var unmet = Unmet(pipeline, request, definition, into, facts);
        return unmet.Count > 0
            ? Verdict<StageMove>.Refuse(Refusal(into, unmet))
            : Enter(pipeline, into, request, businessMinutes, command);
    }

    private static bool Expects(this MoveRequest request, Pipeline pipeline) =>
        (request.ExpectedStage ?? pipeline.Stage) == pipeline.Stage
        && (request.ExpectedVisit ?? pipeline.Visit) == pipeline.Visit;

    private static Fault StageMoved(Pipeline pipeline) =>
        Fault.Conflict(
            "pipeline.stage_moved",
            $"The pipeline is at '{pipeline.Stage}' by now; look again before you move it.",
            ("current_stage", pipeline.Stage)
        );

    private static Fault UnknownStage(string key) =>
        Fault.Invalid(
            "/to",
            "pipeline.unknown_stage",
            $"There is no stage '{key}' in this workflow."
        );

    /// <summary>Null when the actor may ask for this: forcing takes a manager, and a reason for the
    /// ledger.</summary>
    public static Fault? Objection(this MoveRequest request, Actor actor)
    {
        if (!request.Forced)
            return null;
        if (!actor.Is(Role.Manager) && !actor.Is(Role.Admin))
            return new Fault(
                FaultKind.Forbidden,
                "pipeline.force_forbidden",
                "Only managers force a transition; meet its conditions, or ask one."
            );
        return string.IsNullOrWhiteSpace(request.Reason)
            ? Fault.Invalid(
                "/reason",
                "pipeline.reason_required",
                "A forced transition needs a reason for the ledger."
            )
            : null;
    }

    /// <summary>Every condition that stands in the way; a forced move has none but the stage being another
    /// one.</summary>
    public static IReadOnlyList<UnmetCondition> Unmet(
        Pipeline pipeline,
        MoveRequest request,
        PipelineDefinition definition,
        StageDefinition into,
        MoveFacts facts
    )
    {
        if (into.Key == pipeline.Stage)
            return [UnmetConditions.SameStage(into)];
        if (request.Forced)
            return [];
        return
        [
            .. UnmetConditions.Order(definition.Find(pipeline.Stage), pipeline.Stage, into),
            .. UnmetConditions.RequiredFields(into, facts),
            .. UnmetConditions.Reason(into, request, facts),
            .. facts.MeetsGuard(into),
            .. UnmetConditions.OpenTasks(into, facts),
            .. UnmetConditions.RequiredDocuments(into, facts),
            .. UnmetConditions.Chain(request, pipeline.AutoDepth),
        ];
    }

    internal static PipelineStatus StatusOf(StageDefinition stage) =>
        stage.Type switch
        {
            StageType.Open => PipelineStatus.Open,
            StageType.Won => PipelineStatus.Won,
            StageType.Lost => PipelineStatus.Lost,
        };

    internal static StageMove Enter(
        Pipeline pipeline,
        StageDefinition into,
        MoveRequest request,
        int businessMinutes,
        Command command
    )
    {
        var visit = pipeline.Visit + 1;
        var left = Left(pipeline.History[^1], businessMinutes, command);
        var entered = Entered(into, visit, request.Reason, request.Forced, command);
        var moved = pipeline with
        {
            Stage = into.Key,
            StageEnteredAt = command.Now,
            Visit = visit,
            Status = StatusOf(into),
            FlowInstanceId = Pipeline.FlowOf(pipeline.Id, visit),
            History = [.. pipeline.History.SkipLast(1), left, entered],
            AutoDepth = request.Automatic ? pipeline.AutoDepth + 1 : 0,
            // Being blocked, or too long in the stage, was of the visit left.
            Blocked = null,
            RotsAt = null,
            RottenAt = null,
            Version = pipeline.Version + 1,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };
        return new StageMove(moved, left, into);
    }

    private static StageVisit Left(StageVisit visit, int businessMinutes, Command command) =>
        visit with
        {
            LeftAt = command.Now,
            BusinessMinutes = businessMinutes,
        };

    internal static IReadOnlyList<Fault> Refusal(
        StageDefinition into,
        IReadOnlyList<UnmetCondition> unmet
    ) =>
        [
            new Fault(
                FaultKind.Invalid,
                "pipeline.transition_refused",
                $"The pipeline cannot move to '{into.Key}': {unmet.Count} condition(s) are not met."
            ),
            .. unmet.Select(u => new UnmetFault(u)),
        ];
}
