using KoSales.Domain.Entities;
using KoSales.Domain.Leads;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Moves;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Functions.Entities.Parts;
using KoSales.Functions.Pipelines.Moves;

namespace KoSales.Functions.Conversions;

/// <summary>A lead's pipeline, as it is won; both null for a lead whose pipeline has ended or never
/// began.</summary>
public sealed record WonLead(PipelineCase? Found, StageMove? Move)
{
    public string? Reason { get; init; }

    public string? Stage => Move?.Into.Key;
}

/// <summary>Closes the pipeline of a lead as won.</summary>
public sealed class ConversionPipeline(StageMoves moves, EntityStages<Lead> leads)
{
    private static readonly WonLead None = new(null, null);

    /// <summary>What the won stage asks for and the lead lacks.</summary>
    public async ValueTask<IReadOnlyList<UnmetCondition>> UnmetAsync(
        Lead lead,
        Command command,
        CancellationToken cancellationToken
    ) =>
        await FindAsync(lead, command, cancellationToken) is { } found
        && found.Definition.WonStage() is { } stage
            ? Ending.UnmetToWin(stage, await FactsAsync(lead, found, command, cancellationToken))
            : [];

    /// <summary>Refused with every unmet condition.</summary>
    public async ValueTask<Verdict<WonLead>> WinAsync(
        Lead lead,
        string? reason,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(lead, command, cancellationToken) is not { } found)
            return None;
        var facts = await FactsAsync(lead, found, command, cancellationToken);
        var move = found.Pipeline.Win(
            reason,
            found.Definition,
            facts,
            found.BusinessMinutes,
            command
        );
        return move.IsRefused
            ? move.Refusal
            : new WonLead(found, move.Value.Aged(found.Time)) { Reason = reason };
    }

    /// <summary>Adds the pipeline's side to the batch of the lead's.</summary>
    public async ValueTask AddAsync(
        WriteBatch batch,
        WonLead won,
        EntityFact<Lead> fact,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (won is not { Found: { } found, Move: { } move })
            return;
        var prepared = new PreparedMove(move, Forced: false, Automatic: false)
        {
            Reason = won.Reason,
            Changed = fact.Paths,
            IsRecorded = true,
            Barred = fact.Entity.Barred,
        };
        await moves.AddAsync(batch, found, prepared, command, cancellationToken);
    }

    /// <summary>Null where there is nothing to close.</summary>
    private async ValueTask<PipelineCase?> FindAsync(
        Lead lead,
        Command command,
        CancellationToken cancellationToken
    ) =>
        lead.PipelineId is { } id
        && await moves.FindAsync(id, cancellationToken) is { Status: PipelineStatus.Open } open
            ? await moves.OpenAsync(open, command, cancellationToken)
            : null;

    private async ValueTask<MoveFacts> FactsAsync(
        Lead lead,
        PipelineCase found,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var fields = await leads.FieldsAsync(cancellationToken);
        var entity = leads.Of(lead);
        return new MoveFacts(
            entity.HasValue,
            stage =>
                stage.EntryGuard is null
                    ? []
                    : EntryGuards.Unmet(stage, fields, entity.Json, command.Now),
            found.Mandatory,
            entity.VerifiedDocuments
        );
    }
}
