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
        var agents = await pool.OfAsync(job.Agents, command.Now, cancellationToken);
        var full = agents
            .Where(a =>
                a.Asked.Quota > 0
                && (!a.Eligibility.TakesPart || a.Eligibility.CapacityLeft < a.Asked.Quota)
            )
            .ToList();
        if (full.Count > 0)
        {
            var names = full.Select(a => a.Asked.AgentId).ToArray();
            return Fault.Conflict(
                "assignment_job.capacity_gone",
                "Not every agent can take what the dry run planned any more; plan it again.",
                ("agents", names)
            );
        }

        foreach (var agent in agents.Where(a => a.Asked.Quota > 0))
            AgentPool.Reserve(
                batch,
                agent,
                agent.Asked.Quota,
                agent.Load.Carry + agent.Asked.Share - agent.Asked.Quota,
                command
            );
        return job with
        {
            Reserved = agents
                .Select((a, i) => (a.Asked.Quota, i))
                .Where(a => a.Quota > 0)
                .ToDictionary(a => CohortAssignmentJob.KeyOf(a.i), a => a.Quota),
        };
    }
}
