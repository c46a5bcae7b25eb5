using KoSales.Domain.Leads;
using KoSales.Domain.Pii;

namespace KoSales.Functions.Leads.Parts.Pipelines;

/// <summary>Keeps a lead's pipeline in step with decisions made about the lead itself, within their
/// transaction.</summary>
public interface ILeadPipelines
{
    /// <summary>For a lead that is lost or junk by decision: ends its pipeline. The decision with the stage
    /// that the pipeline ended in.</summary>
    ValueTask<Verdict<LeadFact>> EndAsync(
        WriteBatch batch,
        Lead before,
        LeadFact fact,
        Command command,
        CancellationToken cancellationToken
    );

    /// <summary>For a lead that is open again by decision: reopens its pipeline. The decision with the
    /// stage that it goes on in.</summary>
    ValueTask<Verdict<LeadFact>> ReopenAsync(
        WriteBatch batch,
        Lead before,
        LeadFact fact,
        Command command,
        CancellationToken cancellationToken
    );

    /// <summary>For a lead that was deleted or restored: its pipeline is closed, its open tasks are
    /// cancelled; restored, both go on where they were.</summary>
    ValueTask TurnAsync(
        WriteBatch batch,
        Lead before,
        Lead after,
        Command command,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// For a lead that may no longer be contacted by these channels: its open tasks by them are cancelled.
    /// </summary>
    ValueTask BarAsync(
        WriteBatch batch,
        LeadId lead,
        IReadOnlySet<ConsentChannel> channels,
        Command command,
        CancellationToken cancellationToken
    );
}
