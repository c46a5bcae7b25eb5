using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Moves;
using KoSales.Functions.Durable;
using KoSales.Functions.Pipelines.Moves;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Pipelines;

/// <summary>Pipelines of any kind, by id.</summary>
public sealed class PipelineFunctions(
    PipelineMover mover,
    PipelineRepair repair,
    Items items,
    DurableClients clients
)
{
    [Function("PipelinesGet"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "Get a pipeline of any kind",
        Tag = "pipelines",
        Picks = true,
        Result = typeof(PipelineView)
    )]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/pipelines/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) =>
        PipelineCollections.KindOf(id) is { } kind
            ? await items.GetAsync(PipelineLists.Of(kind), id, request, cancellationToken)
            : throw new RefusalException(Fault.NotFound("pipeline", QueryFaults.Shown(id)));

    [Function("PipelinesTransition"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "Move a pipeline to another stage",
        Tag = "pipelines",
        Body = typeof(TransitionPipeline),
        Result = typeof(PipelineView),
        Query = ["dry_run"],
        Description = "Refused with every unmet condition at once. dry_run=true answers what would happen: allowed, unmet, tasks_to_create, tasks_to_cancel."
    )]
    [AlsoAnswers(200, typeof(TransitionPlan), "With dry_run=true: what would happen.")]
    public async Task<IResult> Transition(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/pipelines/{id}/transition")]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        CancellationToken cancellationToken
    )
    {
        clients.Offer(client);
        var call = new Call<Pipeline>(request, PipelineAnswers.Shown);
        var body = await call.BodyAsync<TransitionPipeline>(cancellationToken);
        if (Flags.DryRun(request))
            return PipelineAnswers.Planned(
                await mover.SimulateAsync(id, body.ToRequest(), call.Command, cancellationToken)
            );
        return call.Answer(
            PipelineAnswers.Moved(
                await mover.MoveAsync(id, body.ToRequest(), call.Command, cancellationToken)
            )
        );
    }

    [Function("PipelinesReopen"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "Reopen an ended pipeline",
        Tag = "pipelines",
        Rehearses = true,
        Body = typeof(ReopenPipeline),
        Result = typeof(PipelineView)
    )]
    public async Task<IResult> Reopen(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/pipelines/{id}/reopen")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Pipeline>(request, PipelineAnswers.Shown);
        var body = await call.BodyAsync<ReopenPipeline>(cancellationToken);
        return call.Answer(
            PipelineAnswers.Moved(
                await mover.ReopenAsync(id, body.To, body.Reason, call.Command, cancellationToken)
            )
        );
    }

    [Function("PipelinesRebuild"), Access(Role.Admin)]
    [Operation(
        "Make stage and status anew from the ledger",
        Tag = "pipelines",
        Rehearses = true,
        Result = typeof(PipelineView),
        Description = "Changes nothing where pipeline and entity are in step."
    )]
    public async Task<IResult> Rebuild(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/pipelines/{id}/rebuild")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Pipeline>(request, PipelineAnswers.Shown);
        return call.Answer(await repair.RebuildAsync(id, call.Command, cancellationToken));
    }
}

internal static class PipelineAnswers
{
    private static readonly Projection View = Projection.For<PipelineView>();

    public static Answer Shown(Pipeline pipeline) =>
        new(StatusCodes.Status200OK, View.Of(PipelineCollections.Of(pipeline.Kind).Write(pipeline)))
        {
            ETag = ETags.Of(pipeline.Id, pipeline.Version),
        };

    public static Verdict<Pipeline> Moved(Verdict<AddedMove> moved) =>
        moved.IsRefused ? moved.Refusal : moved.Value.Move.Pipeline;

    /// <summary>Unmet conditions are an answer of a simulation; whatever else refuses the transition
    /// refuses it too.</summary>
    public static Answer Planned(Verdict<AddedMove> simulated)
    {
        UnmetCondition[] unmet =
        [
            .. simulated.Faults.OfType<UnmetFault>().Select(f => f.Condition),
        ];
        var plan =
            unmet.Length > 0
                ? TransitionPlan.Refused(unmet)
                : TransitionPlan.Of(simulated.OrRefuse());
        return Answers.Of(plan, PipelineContractsJson.Wire.TransitionPlan);
    }
}
