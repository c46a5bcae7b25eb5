using System.Text.Json;
using KoSales.Domain.Assignment;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Moves;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Functions.Agents;
using KoSales.Functions.Writing;

namespace KoSales.Functions.Pipelines.Moves;

/// <summary>Moves pipelines: load within scope, decide, commit ledger, mirror, tasks and events as one, and
/// once more when somebody was faster.</summary>
public sealed class PipelineMover(
    StageMoves moves,
    EntityTable entities,
    Availability availability,
    Commits commits,
    IOpenWork? work = null
)
{
    /// <summary>
    /// Refused with <c>pipeline.not_found</c>, <c>pipeline.closed</c>, <c>pipeline.stage_moved</c> (also
    /// when somebody else moved it while this was under way),
    /// <c>pipeline.transition_refused</c> with every unmet condition, and for forcing without the right or
    /// the reason.
    /// </summary>
    public Task<Verdict<AddedMove>> MoveAsync(
        string id,
        MoveRequest request,
        Command command,
        CancellationToken cancellationToken
    ) => CarryAsync(id, Transitions(request), new MoveCall(command, request), cancellationToken);

    /// <summary>Exactly what <see cref="MoveAsync"/> would do now, by the same code; nothing is
    /// written.</summary>
    public Task<Verdict<AddedMove>> SimulateAsync(
        string id,
        MoveRequest request,
        Command command,
        CancellationToken cancellationToken
    ) =>
        CarryAsync(
            id,
            Transitions(request),
            new MoveCall(command, request) { Simulated = true },
            cancellationToken
        );

    /// <summary>Its owner has it again, or the team's pool when the owner is given no work by now.</summary>
    /// <param name="to">An open stage; null for the one before the end.</param>
    public Task<Verdict<AddedMove>> ReopenAsync(
        string id,
        string? to,
        string reason,
        Command command,
        CancellationToken cancellationToken
    ) =>
        CarryAsync(
            id,
            async (found, _, call) =>
            {
                var holder = await availability.OrPoolAsync(
                    new Holder(found.Pipeline.OwnerId, found.Pipeline.TeamId),
                    command.Now,
                    call.CancellationToken
                );
                return (found.Pipeline with { OwnerId = holder.OwnerId }).Reopen(
                    to,
                    reason,
                    found.Definition,
                    command
                );
            },
            new MoveCall(command, new MoveRequest(to ?? "", reason, null)),
            cancellationToken
        );

    private Decide Transitions(MoveRequest request) =>
        async (found, entity, call) =>
        {
            if (request.Objection(call.Command.Actor) is { } objection)
                return objection;
            var fields = await entities.FieldsAsync(found.Pipeline.Kind, call.CancellationToken);
            var facts = new MoveFacts(
                entity.HasValue,
                stage => UnmetOf(stage, fields, entity, call),
                found.Mandatory,
                entity.VerifiedDocuments
            )
            {
                KeepsLostReason = fields.TypeOf(Transition.LostReason) is not null,
            };
            return found.Pipeline.Move(
                request,
                found.Definition,
                facts,
                found.BusinessMinutes,
                call.Command
            );
        };

    private static IReadOnlyList<UnmetCondition> UnmetOf(
        StageDefinition stage,
        IFieldCatalog fields,
        IPipelineEntity entity,
        MoveCall call
    ) =>
        stage.EntryGuard is null
            ? []
            : EntryGuards.Unmet(stage, fields, Seen(entity, stage, call), call.Command.Now);

    /// <summary>The entity as the stage's guard sees it: a lost one has the reason that the move gives
    /// it.</summary>
    private static JsonElement Seen(IPipelineEntity entity, StageDefinition into, MoveCall call) =>
        into.Type == StageType.Lost && call.Reason is { } reason
            ? JsonValues.With(entity.Json, Transition.LostReason, reason)
            : entity.Json;

    private async Task<Verdict<AddedMove>> CarryAsync(
        string id,
        Decide decide,
        MoveCall call,
        CancellationToken cancellationToken
    )
    {
        call = call with { CancellationToken = cancellationToken };
        int? visit = null;
        IPipelineEntity? entity = null;
        if (call.Simulated)
        {
            using var thrownAway = new Attempt(1);
            return await MoveOnceAsync(thrownAway);
        }

        return await commits.DecideAsync(
            Fault.Busy("pipeline.busy", "The pipeline or its entity"),
            MoveOnceAsync,
            cancellationToken,
            async (_, index) =>
                await entity!.FaultOfAsync(index!, call.Command.Actor, cancellationToken)
                    is { } taken
                    ? taken
                    : default(Verdict<AddedMove>?)
        );

        async ValueTask<Verdict<AddedMove>> MoveOnceAsync(Attempt attempt)
        {
            var found = await moves.FindAsync(id, cancellationToken);
            if (
                found is not { } pipeline
                || !await work.SeesAsync(call.Command.Actor, pipeline, cancellationToken)
            )
                return Fault.NotFound("pipeline", QueryFaults.Shown(id));
            if (visit is { } seen && seen != pipeline.Visit)
                return Overtaken(pipeline);
            visit = pipeline.Visit;
            entity = await EntityOfAsync(pipeline, cancellationToken);
            return entity is null
                ? Gone(pipeline)
                : await AddAsync(attempt.Batch, new Subject(pipeline, entity), decide, call);
        }
    }

    private ValueTask<IPipelineEntity?> EntityOfAsync(
        Pipeline pipeline,
        CancellationToken cancellationToken
    ) => entities.Of(pipeline.Kind).LoadAsync(pipeline.EntityRef.Id, cancellationToken);

    private async ValueTask<Verdict<AddedMove>> AddAsync(
        WriteBatch batch,
        Subject subject,
        Decide decide,
        MoveCall call
    )
    {
        var (command, token) = (call.Command, call.CancellationToken);
        var found = await moves.OpenAsync(subject.Pipeline, command, token);
        var decided = await decide(found, subject.Entity, call);
        if (decided.IsRefused)
            return decided.Refusal;
        var moving = new MovingPipeline(found, subject.Entity);
        var prepared = call.Prepared(decided.Value);
        var added = await moves.AddMirroredAsync(batch, moving, prepared, command, token);
        if (!added.IsRefused && !call.Simulated)
            command.RecordAnswer(batch, added.Value.Move.Pipeline);
        return added;
    }

    private static Fault Overtaken(Pipeline pipeline) =>
        Fault.Conflict(
            "pipeline.stage_moved",
            $"Somebody else moved it to '{pipeline.Stage}' meanwhile; look again before you move it.",
            ("current_stage", pipeline.Stage)
        );

    private static Fault Gone(Pipeline pipeline) =>
        Fault.Conflict(
            "pipeline.entity_gone",
            "What the pipeline is about was deleted; restore it first.",
            ("current_stage", pipeline.Stage)
        );

    private delegate ValueTask<Verdict<StageMove>> Decide(
        PipelineCase found,
        IPipelineEntity entity,
        MoveCall call
    );

    private sealed record Subject(Pipeline Pipeline, IPipelineEntity Entity);

    private sealed record MoveCall(Command Command, MoveRequest Request)
    {
        public bool Simulated { get; init; }

        public CancellationToken CancellationToken { get; init; }

        public string? Reason => string.IsNullOrWhiteSpace(Request.Reason) ? null : Request.Reason;

        public PreparedMove Prepared(StageMove move) =>
            new(move, Request.Forced, Request.Automatic) { Reason = Reason, Simulated = Simulated };
    }
}
