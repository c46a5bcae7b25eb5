using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Fields;
using KoSales.Domain.Leads;
using KoSales.Domain.Pii;
using KoSales.Domain.Pipelines.Moves;
using KoSales.Functions.Entities.Changing;
using KoSales.Functions.Pipelines.Moves;
using KoSales.Functions.Tasks.Making;

namespace KoSales.Functions.Leads.Parts.Pipelines;

/// <summary>The pipeline's side of decisions made about a lead.</summary>
public sealed class LeadPipelines(StageMoves moves, EntityTasks tasks, EntityPauses pauses)
    : ILeadPipelines
{
    public ValueTask<Verdict<LeadFact>> EndAsync(
        WriteBatch batch,
        Lead before,
        LeadFact fact,
        Command command,
        CancellationToken cancellationToken
    ) =>
        MoveAsync(
            batch,
            new DecidedLead(before, fact),
            found =>
                found.Pipeline.Lose(
                    fact.Lead.Stage!,
                    fact.Reason!,
                    found.Definition,
                    found.BusinessMinutes,
                    command
                ),
            command,
            cancellationToken
        );

    public ValueTask<Verdict<LeadFact>> ReopenAsync(
        WriteBatch batch,
        Lead before,
        LeadFact fact,
        Command command,
        CancellationToken cancellationToken
    ) =>
        MoveAsync(
            batch,
            new DecidedLead(before, fact),
            found =>
                (
                    found.Pipeline with
                    {
                        OwnerId = fact.Lead.OwnerId,
                        TeamId = fact.Lead.TeamId,
                    }
                ).Reopen(null, fact.Reason!, found.Definition, command),
            command,
            cancellationToken
        );

    public ValueTask TurnAsync(
        WriteBatch batch,
        Lead before,
        Lead after,
        Command command,
        CancellationToken cancellationToken
    ) => pauses.AddAsync(batch, before, after, command, cancellationToken);

    public ValueTask BarAsync(
        WriteBatch batch,
        LeadId lead,
        IReadOnlySet<ConsentChannel> channels,
        Command command,
        CancellationToken cancellationToken
    ) => tasks.BarAsync(batch, lead.Ref, channels, command, cancellationToken);

    private async ValueTask<Verdict<LeadFact>> MoveAsync(
        WriteBatch batch,
        DecidedLead lead,
        Func<PipelineCase, Verdict<StageMove>> decide,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (
            lead.Before.PipelineId is not { } id
            || await moves.FindAsync(id, cancellationToken) is not { } pipeline
        )
            return lead.Fact;
        var found = await moves.OpenAsync(pipeline, command, cancellationToken);
        var move = decide(found);
        if (move.IsRefused)
            return move.Refusal;
        var after = lead.Fact.Lead with { Stage = move.Value.Pipeline.Stage };
        var fact = lead.Fact with
        {
            Lead = after,
            Changes = LeadFields.Table.Differences(lead.Before, after),
        };
        var prepared = new PreparedMove(move.Value, Forced: false, Automatic: false)
        {
            Reason = fact.Reason,
            Changed = fact.Paths,
            IsRecorded = true,
            Barred = lead.Before.BarredChannels(),
        };
        await moves.AddAsync(batch, found, prepared, command, cancellationToken);
        return fact;
    }

    private sealed record DecidedLead(Lead Before, LeadFact Fact);
}
