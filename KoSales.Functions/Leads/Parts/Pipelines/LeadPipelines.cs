using KoSales.Domain.Entities;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Fields;
using KoSales.Domain.Leads;
using KoSales.Domain.Pipelines.Moves;
using KoSales.Functions.Pipelines.Moves;

namespace KoSales.Functions.Leads.Parts.Pipelines;

/// <summary>The pipeline's side of decisions made about a lead.</summary>
public sealed class LeadPipelines(StageMoves moves) : ILeadPipelines
{
    public ValueTask<Verdict<EntityFact<Lead>>> EndAsync(
        WriteBatch batch,
        Lead before,
        EntityFact<Lead> fact,
        Command command,
        CancellationToken cancellationToken
    ) =>
        MoveAsync(
            batch,
            new DecidedLead(before, fact),
            found =>
                found.Pipeline.Lose(
                    fact.Entity.Stage!,
                    fact.Reason!,
                    found.Definition,
                    found.BusinessMinutes,
                    command
                ),
            command,
            cancellationToken
        );

    public ValueTask<Verdict<EntityFact<Lead>>> ReopenAsync(
        WriteBatch batch,
        Lead before,
        EntityFact<Lead> fact,
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
                        OwnerId = fact.Entity.OwnerId,
                        TeamId = fact.Entity.TeamId,
                    }
                ).Reopen(null, fact.Reason!, found.Definition, command),
            command,
            cancellationToken
        );

    private async ValueTask<Verdict<EntityFact<Lead>>> MoveAsync(
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
        var after = lead.Fact.Entity with { Stage = move.Value.Pipeline.Stage };
        var fact = lead.Fact with
        {
            Entity = after,
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

    private sealed record DecidedLead(Lead Before, EntityFact<Lead> Fact);
}
