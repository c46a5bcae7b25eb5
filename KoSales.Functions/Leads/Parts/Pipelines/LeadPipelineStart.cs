using KoSales.Domain.Entities;
using KoSales.Domain.Leads;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Functions.Entities.Making;
using KoSales.Functions.Leads.Intake;
using KoSales.Functions.Leads.Parts.Clocks;
using NodaTime;

namespace KoSales.Functions.Leads.Parts.Pipelines;

/// <summary>Starts new leads on their pipeline, with the tasks of its first stage or of the one that they have
/// reached; those for which there is none have neither pipeline nor stage.</summary>
public sealed class LeadPipelineStart(
    EntityWorkflows<Lead> workflows,
    IdAllocator ids,
    PipelineStarts starts,
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
        var definitions = await workflows.OfAsync(
            [.. leads.Select(WantedOf)],
            command.Now,
            cancellationToken
        );
        Lead[] begun = [.. leads.Select(l => l.Lead)];
        int[] starting =
        [
            .. Enumerable.Range(0, begun.Length).Where(i => definitions[i] is not null),
        ];
        if (starting.Length == 0)
            return begun;
        var pipelineIds = await IdsAsync(starting.Length, cancellationToken);
        StartingEntity[] entities =
        [
            .. starting.Select((at, i) => EntityOf(leads[at], definitions[at]!, pipelineIds[i])),
        ];
        var pipelines = await starts.AddAsync(batch, entities, command, cancellationToken);
        for (var i = 0; i < entities.Length; i++)
            begun[starting[i]] = await BegunAsync(
                entities[i],
                pipelines[i],
                command,
                cancellationToken
            );
        return begun;
    }

    public async ValueTask<IReadOnlyList<Verdict<LeadEntry>>> EntriesAsync(
        IReadOnlyList<ReachedStage> reached,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var definitions = await workflows.OfAsync(
            [.. reached.Select(r => WantedOf(r.Lead))],
            now,
            cancellationToken
        );
        return [.. reached.Select((r, i) => EntryOf(r, definitions[i]))];
    }

    private static Verdict<LeadEntry> EntryOf(ReachedStage reached, PipelineDefinition? definition)
    {
        var found = ReachedStages.Of(definition, reached.Stage, reached.LostReason, "lead");
        if (found.IsRefused)
            return found.Refusal;
        var stage = found.Value;
        return new LeadEntry(
            definition!.WorkflowId,
            stage.Key,
            stage.Type == StageType.Lost ? reached.LostReason : null
        );
    }

    /// <summary>The lead at its stage, with its clocks where somebody is to act.</summary>
    private async ValueTask<Lead> BegunAsync(
        StartingEntity starting,
        Pipeline pipeline,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var lead = EntityDecisions<Lead>.Started(
            (Lead)starting.Entity,
            pipeline,
            starting.At,
            starting.Reason
        );
        // Nobody may answer to somebody who is not to be contacted, so no clock runs for it.
        return lead.DoNotContact || starting.At.IsTerminal
            ? lead
            : await clocks.BeginAsync(lead, command.Now, cancellationToken);
    }

    private static WantedStart<Lead> WantedOf(StartingLead lead) => new(lead.Lead, lead.WorkflowId);

    // The workflow may have been published anew since the stage was found in it.
    private static StartingEntity EntityOf(
        StartingLead lead,
        PipelineDefinition definition,
        string pipelineId
    )
    {
        var reached = lead.Entry is { } entry ? definition.Find(entry.Stage) : null;
        return new StartingEntity(
            lead.Lead,
            pipelineId,
            definition,
            reached ?? definition.Initial,
            lead.Entry?.Reason
        );
    }

    // One id at a time stays without gaps; many come as a block.
    private async ValueTask<IReadOnlyList<string>> IdsAsync(
        int count,
        CancellationToken cancellationToken
    ) =>
        count == 1
            ? [await starts.NextIdAsync(PipelineKind.Lead, cancellationToken)]
            :
            [
                .. (await ids.BlockAsync<LeadPipelineId>(count, cancellationToken)).Select(i =>
                    i.Value
                ),
            ];
}
