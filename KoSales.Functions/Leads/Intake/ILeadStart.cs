using KoSales.Domain.Leads;
using NodaTime;

namespace KoSales.Functions.Leads.Intake;

/// <summary>Sets new leads on their way: what comes of it (a pipeline, tasks) is added to the transaction
/// that creates them.</summary>
public interface ILeadStart
{
    /// <summary>The same leads in the same order, each with the stage and pipeline it begins with. Adds
    /// nothing when a lead is not to be started.</summary>
    ValueTask<IReadOnlyList<Lead>> BeginAsync(
        WriteBatch batch,
        IReadOnlyList<StartingLead> leads,
        Command command,
        CancellationToken cancellationToken
    );

    /// <summary>The stage of its workflow that each lead has reached, in their order; refused with
    /// <c>import.no_pipeline</c>, <c>import.unknown_stage</c> or <c>import.lost_without_reason</c>.</summary>
    ValueTask<IReadOnlyList<Verdict<LeadEntry>>> EntriesAsync(
        IReadOnlyList<ReachedStage> reached,
        Instant now,
        CancellationToken cancellationToken
    );

    /// <summary>Null when leads can start on this workflow; null is the one that the rules or the default
    /// say.</summary>
    ValueTask<Fault?> FaultAsync(string? workflowId, CancellationToken cancellationToken);
}

/// <param name="WorkflowId">Of the pipeline it is to start on; null for the one that the rules or the
/// default say.</param>
public sealed record StartingLead(Lead Lead, string? WorkflowId)
{
    /// <summary>Where it starts; null for the first stage.</summary>
    public LeadEntry? Entry { get; init; }
}

/// <param name="Stage">Key or name, as written.</param>
public sealed record ReachedStage(StartingLead Lead, string Stage, string? LostReason);
