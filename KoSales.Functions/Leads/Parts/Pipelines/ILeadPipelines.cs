using KoSales.Domain.Entities;
using KoSales.Domain.Leads;

namespace KoSales.Functions.Leads.Parts.Pipelines;

/// <summary>Keeps a lead's pipeline in step with decisions made about the lead itself, within their
/// transaction.</summary>
public interface ILeadPipelines
{
    /// <summary>For a lead that is lost or junk by decision: ends its pipeline. The decision with the stage
    /// that the pipeline ended in.</summary>
    ValueTask<Verdict<EntityFact<Lead>>> EndAsync(
        WriteBatch batch,
        Lead before,
        EntityFact<Lead> fact,
        Command command,
        CancellationToken cancellationToken
    );

    /// <summary>For a lead that is open again by decision: reopens its pipeline. The decision with the
    /// stage that it goes on in.</summary>
    ValueTask<Verdict<EntityFact<Lead>>> ReopenAsync(
        WriteBatch batch,
        Lead before,
        EntityFact<Lead> fact,
        Command command,
        CancellationToken cancellationToken
    );
}
