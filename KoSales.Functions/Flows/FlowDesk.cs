using KoSales.Domain.Pipelines;
using KoSales.Functions.Flows.Stages;
using KoSales.Functions.Pipelines;
using NodaTime;

namespace KoSales.Functions.Flows;

/// <summary>Shows the flow of a pipeline's current visit, and starts it over when it has failed.</summary>
public sealed class FlowDesk(
    IDocumentStore store,
    StageCases cases,
    StageFlowStarter flows,
    IOpenWork? work = null
)
{
    public async Task<Verdict<FlowView>> ShowAsync(
        string pipelineId,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var pipeline = await FindAsync(pipelineId, command, cancellationToken);
        return pipeline.IsRefused
            ? pipeline.Refusal
            : await ShowAsync(pipeline.Value, command.Now, cancellationToken);
    }

    /// <summary>The new run looks at the store first, so nothing that was done is done again. Refused while
    /// the flow runs, and where there is nothing to run.</summary>
    public async Task<Verdict<FlowView>> RerunAsync(
        string pipelineId,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var found = await FindAsync(pipelineId, command, cancellationToken);
        if (found.IsRefused)
            return found.Refusal;
        var pipeline = found.Value;
        if (await ObjectionAsync(pipeline, cancellationToken) is { } objection)
            return objection;
        await flows.StartAgainAsync(
            pipeline.FlowInstanceId,
            new StageVisitRun(pipeline.Id, pipeline.Visit, command.Now.ToDateTimeUtc()),
            cancellationToken
        );
        return await RecordedAsync(pipeline, command, cancellationToken);
    }

    /// <summary>What is shown of the flow, kept for repetitions of the request.</summary>
    private async Task<FlowView> RecordedAsync(
        Pipeline pipeline,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var view = await ShowAsync(pipeline, command.Now, cancellationToken);
        var batch = new WriteBatch();
        command.RecordAnswer(batch, view);
        await store.CommitAsync(batch, cancellationToken);
        return view;
    }

    /// <summary>Why no flow is to be started; null when one may be.</summary>
    private async ValueTask<Fault?> ObjectionAsync(
        Pipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        if (
            pipeline.Status != PipelineStatus.Open
            || await cases.OfAsync(pipeline, cancellationToken) is null
        )
            return Fault.Conflict(
                "flow.nothing_to_run",
                "The pipeline has ended, or its stage has no tasks."
            );
        return
            await flows.FindAsync(pipeline.FlowInstanceId, cancellationToken)
                is { IsCompleted: false }
            ? Fault.Conflict("flow.running", "The flow is running; it needs no second start.")
            : null;
    }

    private async Task<FlowView> ShowAsync(
        Pipeline pipeline,
        Instant now,
        CancellationToken cancellationToken
    ) =>
        await cases.OfAsync(pipeline, cancellationToken) is { } found
            ? FlowStory.Of(
                found,
                found.Decide(now),
                await flows.FindAsync(pipeline.FlowInstanceId, cancellationToken)
            )
            : FlowStory.Of(pipeline);

    private async ValueTask<Verdict<Pipeline>> FindAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    ) =>
        await store.FindPipelineAsync(id, cancellationToken) is { DeletedAt: null } pipeline
        && await work.SeesAsync(command.Actor, pipeline, cancellationToken)
            ? pipeline
            : Fault.NotFound("pipeline", QueryFaults.Shown(id));
}
