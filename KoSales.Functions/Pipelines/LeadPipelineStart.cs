using KoSales.Domain.Events;
using KoSales.Domain.Kernel;
using KoSales.Domain.Leads;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Storage;
using KoSales.Functions.Leads;
using KoSales.Functions.Storage;

namespace KoSales.Functions.Pipelines;

/// <summary>Starts new leads on the default lead pipeline, with the tasks of its first stage; without one they have neither pipeline nor stage.</summary>
public sealed class LeadPipelineStart(WorkflowBook book, IdAllocator ids, IStageEntry stageEntry, IBusinessTime time, ILeadClocks clocks) : ILeadStart
{
    public async ValueTask<IReadOnlyList<Lead>> BeginAsync(WriteBatch batch, IReadOnlyList<Lead> leads, Command command, CancellationToken cancellationToken)
    {
        if (leads.Count == 0 || await book.DefaultAsync(PipelineKind.Lead, cancellationToken) is not { } definition) return leads;
        var pipelineIds = await IdsAsync(leads.Count, cancellationToken);
        var started = new Lead[leads.Count];
        var entries = new StageEntered[leads.Count];
        for (var i = 0; i < leads.Count; i++)
        {
            var pipeline = Transition.Start(pipelineIds[i].Value, leads[i].Id.Ref, definition, leads[i].OwnerId, leads[i].TeamId, command)
                .Aged(definition.Initial, await time.OfTeamAsync(leads[i].TeamId, cancellationToken));
            batch.Insert(Domain.Pipelines.Pipelines.Lead, pipeline);
            var barred = leads[i].BarredChannels();
            entries[i] = new StageEntered(pipeline, definition.Initial, []) { Barred = barred };
            // Nobody may answer to somebody who is not to be contacted, so no clock runs for it.
            var begun = leads[i].DoNotContact ? leads[i] : await clocks.BeginAsync(leads[i], command.Now, cancellationToken);
            started[i] = begun with { Stage = pipeline.Stage, PipelineId = pipeline.Id };
        }

        var openings = await stageEntry.EnterAsync(batch, entries, command, cancellationToken);
        for (var i = 0; i < entries.Length; i++) Tell(batch, entries[i], openings[i], command);
        return started;
    }

    // One id at a time stays without gaps; many come as a block.
    private async ValueTask<IReadOnlyList<LeadPipelineId>> IdsAsync(int count, CancellationToken cancellationToken) =>
        count == 1 ? [await ids.NextAsync<LeadPipelineId>(cancellationToken)] : await ids.BlockAsync<LeadPipelineId>(count, cancellationToken);

    private static void Tell(WriteBatch batch, StageEntered entry, StageOpening opening, Command command)
    {
        var pipeline = entry.Pipeline;
        batch.Emit(command, new OutboxFact(PipelineEvents.Started, pipeline.EntityRef)
        {
            Data = PipelineEvents.Data(new PipelineStarted(
                pipeline.Id, pipeline.Kind, pipeline.Stage, pipeline.Visit, pipeline.FlowInstanceId, entry.Into.TaskWorkflowId, opening.NextCheckAt)),
        });
    }
}
