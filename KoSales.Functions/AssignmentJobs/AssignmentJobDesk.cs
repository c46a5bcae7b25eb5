using KoSales.Domain.AssignmentJobs;
using KoSales.Functions.AssignmentJobs.Planning;
using KoSales.Functions.AssignmentJobs.Running;

namespace KoSales.Functions.AssignmentJobs;

/// <summary>What people ask of assignment jobs beyond what all jobs take. Each directive is stored; the caller
/// starts the orchestration.</summary>
public sealed class AssignmentJobDesk(AssignmentLedger ledger, AgentPool pool)
{
    public Task<Verdict<CohortAssignmentJob>> RetryAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    ) => ledger.AskAsync(id, command, (job, asked) => job.Retry(asked), cancellationToken);

    public Task<Verdict<CohortAssignmentJob>> UndoAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    ) => ledger.AskAsync(id, command, (job, asked) => job.TakeBack(asked), cancellationToken);

    /// <summary>The job, if it could be taken back now.</summary>
    public async ValueTask<Verdict<CohortAssignmentJob>> UndoableAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var found = await ledger.LoadAsync(id, command, cancellationToken);
        if (found.IsRefused)
            return found;
        var asked = found.Value.TakeBack(command);
        return asked.IsRefused ? asked : found;
    }

    /// <summary>Carries a dry run out as it was planned; refused when an agent has no room for it any
    /// more.</summary>
    public Task<Verdict<CohortAssignmentJob>> RunAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    ) =>
        ledger.AskAsync(
            id,
            command,
            (job, asked) => job.Run(asked),
            cancellationToken,
            (batch, job) => ReserveAsync(batch, job, command, cancellationToken)
        );

    private async ValueTask<Verdict<CohortAssignmentJob>> ReserveAsync(
        WriteBatch batch,
        CohortAssignmentJob job,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var agents = await pool.OfAsync(job, command.Now, cancellationToken);
        string[] full = [.. agents.Where(IsFull).Select(a => a.Asked.AgentId)];
        if (full.Length > 0)
            return Fault.Conflict(
                "assignment_job.capacity_gone",
                "Not every agent can take what the dry run planned any more; plan it again.",
                ("agents", full)
            );
        return job with { Reserved = Reserve(batch, agents, command) };
    }

    /// <returns>What was reserved, as a job counts it.</returns>
    private static Dictionary<string, long> Reserve(
        WriteBatch batch,
        IReadOnlyList<PoolAgent> agents,
        Command command
    )
    {
        Dictionary<string, long> reserved = [];
        foreach (var (place, agent) in agents.Index().Where(a => a.Item.Asked.Quota > 0))
        {
            var asked = agent.Asked;
            var carry = agent.Carry + asked.Share - asked.Quota;
            AgentPool.Reserve(batch, agent, asked.Quota, carry, command);
            if (agent.HasLimits)
                reserved[CohortAssignmentJob.KeyOf(place)] = asked.Quota;
        }

        return reserved;
    }

    /// <summary>There is no room left for what was planned.</summary>
    private static bool IsFull(PoolAgent agent) =>
        agent.Asked.Quota > 0
        && (!agent.Eligibility.TakesPart || agent.Eligibility.CapacityLeft < agent.Asked.Quota);
}
