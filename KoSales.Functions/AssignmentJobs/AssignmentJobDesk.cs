using KoSales.Domain.AssignmentJobs;
using KoSales.Functions.AssignmentJobs.Planning;

namespace KoSales.Functions.AssignmentJobs;

/// <summary>What people do to assignment jobs. Each wish is stored; the caller starts or wakes the
/// orchestration.</summary>
public sealed class AssignmentJobDesk(IDocumentStore store, Items items, AgentPool pool)
{
    // Batches of a running job report many times a second; a person's wish must get in between.
    private const int Attempts = 50;

    public Task<Verdict<CohortAssignmentJob>> PauseAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    ) => AskAsync(id, command, job => job.Pause(command), null, cancellationToken);

    public Task<Verdict<CohortAssignmentJob>> ResumeAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    ) => AskAsync(id, command, job => job.Resume(command), null, cancellationToken);

    public Task<Verdict<CohortAssignmentJob>> CancelAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    ) => AskAsync(id, command, job => job.Cancel(command), null, cancellationToken);

    public Task<Verdict<CohortAssignmentJob>> RetryAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    ) => AskAsync(id, command, job => job.Retry(command), null, cancellationToken);

    public Task<Verdict<CohortAssignmentJob>> UndoAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    ) => AskAsync(id, command, job => job.TakeBack(command), null, cancellationToken);

    /// <summary>The job, if it could be taken back now.</summary>
    public async ValueTask<Verdict<CohortAssignmentJob>> UndoableAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var found = await items.LoadAsync(
            AssignmentJobList.Spec,
            CohortAssignmentJob.Collection,
            id,
            command.Actor,
            cancellationToken
        );
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
        AskAsync(
            id,
            command,
            job => job.Run(command),
            (batch, job) => ReserveAsync(batch, job, command, cancellationToken),
            cancellationToken
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

    private async Task<Verdict<CohortAssignmentJob>> AskAsync(
        string id,
        Command command,
        Func<CohortAssignmentJob, Verdict<CohortAssignmentJob>> wish,
        Along? along,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var found = await items.LoadAsync(
                AssignmentJobList.Spec,
                CohortAssignmentJob.Collection,
                id,
                command.Actor,
                cancellationToken
            );
            if (found.IsRefused)
                return found;
            var asked = wish(found.Value);
            if (asked.IsRefused)
                return asked;
            var batch = new WriteBatch();
            if (along is not null)
                asked = await along(batch, asked.Value);
            if (asked.IsRefused)
                return asked;
            if (!ReferenceEquals(asked.Value, found.Value))
                batch.Replace(CohortAssignmentJob.Collection, asked.Value);
            command.Seal(batch, asked.Value);
            if ((await store.CommitAsync(batch, cancellationToken)).IsCommitted)
                return asked;
        }

        return Fault.Conflict(
            "assignment_job.busy",
            $"Job {id} is changing too fast right now; try again."
        );
    }

    private delegate ValueTask<Verdict<CohortAssignmentJob>> Along(
        WriteBatch batch,
        CohortAssignmentJob job
    );
}
