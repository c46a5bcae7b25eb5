using KoSales.Domain.Leads;
using KoSales.Domain.Pipelines;
using KoSales.Functions.Calendars;
using KoSales.Functions.Leads.Intake;
using KoSales.Functions.Pipelines;
using KoSales.Functions.Pipelines.Moves;

namespace KoSales.Functions.Leads.Parts;

/// <summary>Starts new leads on their pipeline, with the tasks of its first stage; those for which there is
/// none have neither pipeline nor stage.</summary>
public sealed class LeadPipelineStart(
    LeadWorkflows workflows,
    IdAllocator ids,
    IStageEntry stageEntry,
    IBusinessTime time,
    ILeadClocks clocks
) : ILeadStart
{
    public ValueTask<Fault?> FaultAsync(string? workflowId, CancellationToken cancellationToken) =>
        workflows.FaultAsync(workflowId, cancellationToken);

    public async ValueTask<IReadOnlyList<Lead>> BeginAsync(
        WriteBatch batch,
        IReadOnlyList<StartingLead> leads,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var definitions = await workflows.OfAsync(leads, command.Now, cancellationToken);
        Lead[] started = [.. leads.Select(l => l.Lead)];
        int[] starting =
        [
            .. Enumerable.Range(0, started.Length).Where(i => definitions[i] is not null),
        ];
        if (starting.Length == 0)
            return started;
        var pipelineIds = await IdsAsync(starting.Length, cancellationToken);
        var entries = new StageEntered[starting.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            var lead = started[starting[i]];
            entries[i] = await EntryAsync(
                pipelineIds[i],
                lead,
                definitions[starting[i]]!,
                command,
                cancellationToken
            );
            batch.Insert(Domain.Pipelines.Pipelines.Lead, entries[i].Pipeline);
            // Nobody may answer to somebody who is not to be contacted, so no clock runs for it.
            var begun = lead.DoNotContact
                ? lead
                : await clocks.BeginAsync(lead, command.Now, cancellationToken);
            started[starting[i]] = begun with
            {
                Stage = entries[i].Pipeline.Stage,
                PipelineId = entries[i].Pipeline.Id,
            };
        }

        var openings = await stageEntry.EnterAsync(batch, entries, command, cancellationToken);
        for (var i = 0; i < entries.Length; i++)
            Tell(batch, entries[i], openings[i], command);
        return started;
    }

    private async ValueTask<StageEntered> EntryAsync(
        LeadPipelineId id,
        Lead lead,
        PipelineDefinition definition,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var pipeline = Transition
            .Start(id.Value, lead.Id.Ref, definition, lead.OwnerId, lead.TeamId, command)
            .Aged(definition.Initial, await time.OfTeamAsync(lead.TeamId, cancellationToken));
        return new StageEntered(pipeline, definition.Initial, [])
        {
            Barred = lead.BarredChannels(),
        };
    }

    // One id at a time stays without gaps; many come as a block.
    private async ValueTask<IReadOnlyList<LeadPipelineId>> IdsAsync(
        int count,
        CancellationToken cancellationToken
    ) =>
        count == 1
            ? [await ids.NextAsync<LeadPipelineId>(cancellationToken)]
            : await ids.BlockAsync<LeadPipelineId>(count, cancellationToken);

    private static void Tell(
        WriteBatch batch,
        StageEntered entry,
        StageOpening opening,
        Command command
    )
    {
        var pipeline = entry.Pipeline;
        batch.Emit(
            command,
            new OutboxFact(PipelineEvents.Started, pipeline.EntityRef)
            {
                Data = PipelineEvents.Data(
                    new PipelineStarted(
                        pipeline.Id,
                        pipeline.Kind,
                        pipeline.Stage,
                        pipeline.Visit,
                        pipeline.FlowInstanceId,
                        entry.Into.TaskWorkflowId,
                        opening.NextCheckAt
                    )
                ),
            }
        );
    }
}
