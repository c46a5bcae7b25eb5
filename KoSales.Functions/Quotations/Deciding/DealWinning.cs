using System.Collections.Frozen;
using KoSales.Domain.Assignment;
using KoSales.Domain.Deals;
using KoSales.Domain.Entities;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Moves;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Functions.Pipelines.Moves;

namespace KoSales.Functions.Quotations.Deciding;

/// <summary>Brings a deal and its pipeline to the won end since its quotation was accepted. The customer has
/// said yes: nothing that a stage asks for stands in the way.</summary>
public sealed class DealWinning(StageMoves moves)
{
    /// <summary>The deal in its next version, with the pipeline's side in the batch.</summary>
    /// <param name="held">With what else changes of it, in the version that is stored.</param>
    /// <returns>Null when the deal's pipeline is closed already, has no won end, or the deal cannot follow it
    /// there.</returns>
    public async ValueTask<EntityFact<Deal>?> AddAsync(
        WriteBatch batch,
        Deal held,
        string reason,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(held, command, cancellationToken) is not { } found)
            return null;
        var won = found.Pipeline.Win(
            reason,
            found.Definition,
            Settled(found.Definition),
            found.BusinessMinutes,
            command
        );
        if (won.IsRefused)
            return null;
        var holder = new Holder(found.Pipeline.OwnerId, found.Pipeline.TeamId);
        var entered = DealFields.Decisions.Enter(held, won.Value.Into, reason, holder, command);
        if (entered.IsRefused)
            return null;
        var prepared = new PreparedMove(won.Value, Forced: false, Automatic: false)
        {
            Reason = reason,
            Changed = entered.Value.Paths,
            IsRecorded = true,
            Barred = held.Barred,
        };
        await moves.AddAsync(batch, found, prepared, command, cancellationToken);
        return entered.Value;
    }

    private async ValueTask<PipelineCase?> FindAsync(
        Deal deal,
        Command command,
        CancellationToken cancellationToken
    ) =>
        deal.PipelineId is { } id
        && await moves.FindAsync(id, cancellationToken) is { Status: PipelineStatus.Open } open
            ? await moves.OpenAsync(open, command, cancellationToken)
            : null;

    /// <summary>As if everything that the won stage asks for were there.</summary>
    private static MoveFacts Settled(PipelineDefinition definition) =>
        new(_ => true, _ => [], [], (definition.WonStage()?.RequiredDocuments ?? []).ToFrozenSet());
}
