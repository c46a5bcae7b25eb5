using KoSales.Domain.Leads;
using KoSales.Domain.Pipelines;
using KoSales.Functions.Calendars;
using KoSales.Functions.Leads.Intake;
using KoSales.Functions.Pipelines;
using KoSales.Functions.Pipelines.Moves;
using NodaTime;

namespace KoSales.Functions.Leads.Parts;

/// <summary>Starts new leads on their pipeline, with the tasks of its first stage or of the one that they have
/// reached; those for which there is none have neither pipeline nor stage.</summary>
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
            entries[i] = await EntryAsync(
                pipelineIds[i],
                leads[starting[i]],
                definitions[starting[i]]!,
                command,
                cancellationToken
            );
            batch.Insert(PipelineCollections.Lead, entries[i].Pipeline);
            started[starting[i]] = await BegunAsync(
                leads[starting[i]],
                entries[i],
                command,
                cancellationToken
            );
        }

        var openings = await stageEntry.EnterAsync(batch, entries, command, cancellationToken);
        for (var i = 0; i < entries.Length; i++)
            Publish(batch, entries[i], openings[i], command);
        return started;
    }

    public async ValueTask<IReadOnlyList<Verdict<LeadEntry>>> EntriesAsync(
        IReadOnlyList<ReachedStage> reached,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var definitions = await workflows.OfAsync(
            [.. reached.Select(r => r.Lead)],
            now,
            cancellationToken
        );
        return [.. reached.Select((r, i) => EntryOf(r, definitions[i]))];
    }

    private static Verdict<LeadEntry> EntryOf(ReachedStage reached, PipelineDefinition? definition)
    {
        if (definition is null)
            return StageOnlyStart.NoPipeline;
        if (definition.FindWritten(reached.Stage) is not { } stage)
            return Fault.Invalid(
                "/stage",
                "import.unknown_stage",
                $"Workflow {definition.WorkflowId} has no such stage; it has {string.Join(", ", definition.Stages.Select(s => s.Key))}."
            );
        if (stage.Type == StageType.Lost && reached.LostReason is null)
            return Fault.Invalid(
                "/lost_reason",
                "import.lost_without_reason",
                $"A lead at the lost stage '{stage.Key}' needs a lost_reason; map a column to it, or give a default."
            );
        return new LeadEntry(
            definition.WorkflowId,
            stage.Key,
            stage.Type == StageType.Lost ? reached.LostReason : null
        );
    }

    /// <summary>The lead at its stage, with its clocks where somebody is to act.</summary>
    private async ValueTask<Lead> BegunAsync(
        StartingLead starting,
        StageEntered entered,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var lead = starting.Lead with
        {
            Stage = entered.Pipeline.Stage,
            PipelineId = entered.Pipeline.Id,
            Status = LeadStages.StatusAt(entered.Into),
            LostReason = starting.Entry?.Reason,
        };
        // Nobody may answer to somebody who is not to be contacted, so no clock runs for it.
        return lead.DoNotContact || entered.Into.IsTerminal
            ? lead
            : await clocks.BeginAsync(lead, command.Now, cancellationToken);
    }

    private async ValueTask<StageEntered> EntryAsync(
        LeadPipelineId id,
        StartingLead starting,
        PipelineDefinition definition,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var lead = starting.Lead;
        // The workflow may have been published anew since the stage was found in it.
        var at = starting.Entry is { } entry ? definition.Find(entry.Stage) : null;
        var start = new PipelineStart(
            at ?? definition.Initial,
            lead.OwnerId,
            lead.TeamId,
            starting.Entry?.Reason
        );
        var pipeline = Transition
            .Start(id.Value, lead.Id.Ref, definition, start, command)
            .Aged(start.At, await time.OfTeamAsync(lead.TeamId, cancellationToken));
        return new StageEntered(pipeline, start.At, []) { Barred = lead.BarredChannels() };
    }

    // One id at a time stays without gaps; many come as a block.
    private async ValueTask<IReadOnlyList<LeadPipelineId>> IdsAsync(
        int count,
        CancellationToken cancellationToken
    ) =>
        count == 1
            ? [await ids.NextAsync<LeadPipelineId>(cancellationToken)]
            : await ids.BlockAsync<LeadPipelineId>(count, cancellationToken);

    private static void Publish(
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
                        entry.Into.IsTerminal ? null : entry.Into.TaskWorkflowId,
                        opening.NextCheckAt
                    )
                ),
            }
        );
    }
}
