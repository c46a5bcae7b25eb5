using KoSales.Domain.Kernel;
using KoSales.Domain.Leads;
using KoSales.Domain.Storage;

namespace KoSales.Functions.Leads;

/// <summary>Keeps a lead's pipeline in step with decisions made about the lead itself, within their transaction.</summary>
public interface ILeadPipelines
{
    /// <summary>For a lead that is lost or junk by decision: ends its pipeline. The decision with the stage that the pipeline ended in.</summary>
    ValueTask<Verdict<LeadFact>> EndAsync(WriteBatch batch, Lead before, LeadFact fact, Command command, CancellationToken cancellationToken);

    /// <summary>For a lead that is open again by decision: reopens its pipeline. The decision with the stage that it goes on in.</summary>
    ValueTask<Verdict<LeadFact>> ReopenAsync(WriteBatch batch, Lead before, LeadFact fact, Command command, CancellationToken cancellationToken);

    /// <summary>Any other decision: the pipeline gets the lead's owner and team, is closed with its deletion and goes on with its restoration.</summary>
    ValueTask FollowAsync(WriteBatch batch, Lead before, Lead after, Command command, CancellationToken cancellationToken);
}

/// <summary>Leads without pipelines.</summary>
public sealed class NoLeadPipelines : ILeadPipelines
{
    public ValueTask<Verdict<LeadFact>> EndAsync(WriteBatch batch, Lead before, LeadFact fact, Command command, CancellationToken cancellationToken) => new(fact);

    public ValueTask<Verdict<LeadFact>> ReopenAsync(WriteBatch batch, Lead before, LeadFact fact, Command command, CancellationToken cancellationToken) => new(fact);

    public ValueTask FollowAsync(WriteBatch batch, Lead before, Lead after, Command command, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
