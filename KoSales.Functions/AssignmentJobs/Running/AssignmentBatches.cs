using KoSales.Domain.Agents;
using KoSales.Domain.Assignment;
using KoSales.Domain.AssignmentJobs;
using KoSales.Domain.Jobs;
using KoSales.Domain.Leads;
using KoSales.Domain.Loads;
using KoSales.Functions.Assignment;
using KoSales.Functions.Writing;
using NodaTime;

namespace KoSales.Functions.AssignmentJobs.Running;

/// <summary>Carries out one batch of a job: the hand-overs with all that goes along, the batch's own
/// record, the job's counts and what was reserved are one
/// transaction, so that a batch is done once or not at all.</summary>
public sealed class AssignmentBatches(
    AssignmentLedger ledger,
    CascadeDesk cascade,
    Commits commits,
    TimeProvider time
)
{
    private Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    /// <summary>Does nothing when the batch is done already or nothing more is wanted of the job.</summary>
    /// <returns>What is wanted of the job by now.</returns>
    /// <exception cref="StoreUnavailableException">Other writers were in the way all the time; nothing is
    /// done.</exception>
    public async Task<JobDirective> RunAsync(
        string jobId,
        int number,
        CancellationToken cancellationToken
    )
    {
        await commits.CarryAsync(
            $"batch {number} of {jobId}",
            async attempt =>
            {
                var job = await ledger.FindAsync(jobId, cancellationToken);
                if (job.Directive == JobDirective.Stop)
                    return;
                var batch = await ledger.BatchAsync(job, number, cancellationToken);
                if (!batch.Done)
                    await AddHandoversAsync(attempt, job, batch, cancellationToken);
            },
            cancellationToken
        );
        return (await ledger.FindAsync(jobId, cancellationToken)).Directive;
    }

    /// <summary>Gives a batch up that could not be carried out: all of it failed.</summary>
    public Task<JobDirective> FailAsync(
        string jobId,
        int number,
        CancellationToken cancellationToken
    ) =>
        commits.CarryAsync(
            $"batch {number} of {jobId}",
            async attempt =>
            {
                var job = await ledger.FindAsync(jobId, cancellationToken);
                var batch = await ledger.BatchAsync(job, number, cancellationToken);
                if (!batch.Done && !job.HasEnded)
                    AddFailure(attempt.Batch, job, batch);
                return job.Directive;
            },
            cancellationToken
        );

    private void AddFailure(WriteBatch write, CohortAssignmentJob job, AssignmentBatch batch)
    {
        var command = new Command(job.Requester, Now, job.Id.Value);
        AssignmentFault[] faults =
        [
            .. batch
                .Handovers()
                .Select(h => new AssignmentFault(h.Id, AssignmentErrors.BatchFailed)),
        ];
        Settle(write, job, batch, batch.Finish(0, [], faults, command.Now), command);
    }

    /// <remarks>At first everything is left to the conditions of the commit, which hold unless somebody
    /// changed one of the records since the plan.</remarks>
    private async ValueTask AddHandoversAsync(
        Attempt attempt,
        CohortAssignmentJob job,
        AssignmentBatch batch,
        CancellationToken cancellationToken
    )
    {
        var command = new Command(job.Requester, Now, job.Id.Value);
        var assigning = new Assigning(AssignmentMode.Bulk, batch.Id)
        {
            Cause = job.Id.Value,
            Policy = job.Cascade ? CascadePolicy.Default : cascade.KeepAll(job.Entity),
            Summary = $"{WireNames<EntityKind>.Of(job.Entity)}.assigned",
            IsChecked = attempt.Number > 1 || batch.Groups.Any(g => g.Versions is not null),
        };
        var result = await cascade.AddAsync(
            attempt.Batch,
            job.Entity,
            batch.Handovers(),
            assigning,
            command,
            cancellationToken
        );
        var finished = Finished(batch, result, command.Now);
        Settle(attempt.Batch, job, batch, finished, command, result.TakenByAgent);
    }

    /// <summary>What an agent can no longer be given failed, so that a retry gives it to somebody else;
    /// what is refused for its own sake is skipped.</summary>
    private static AssignmentBatch Finished(
        AssignmentBatch batch,
        CascadeResult result,
        Instant now
    )
    {
        AssignmentFault[] failed =
        [
            .. result
                .Refused.Where(r => IsOfAgent(r.Code))
                .Select(r => new AssignmentFault(r.Id, r.Code)),
        ];
        AssignmentFault[] skipped =
        [
            .. result
                .Refused.Where(r => !IsOfAgent(r.Code))
                .Select(r => new AssignmentFault(r.Id, ReasonOf(r.Code))),
        ];
        return batch.Finish(result.Items.Count, skipped, failed, now);
    }

    /// <summary>What was planned for an agent is no longer reserved, given or not.</summary>
    private static void Settle(
        WriteBatch write,
        CohortAssignmentJob job,
        AssignmentBatch before,
        AssignmentBatch after,
        Command command,
        IReadOnlyDictionary<string, int>? taken = null
    )
    {
        var amounts = AmountsOf(before, after);
        foreach (var agent in before.Groups.GroupBy(g => (g.Agent, g.To.OwnerId)))
        {
            var (place, agentId) = agent.Key;
            var planned = agent.Sum(g => g.Ids.Count);
            var key = CohortAssignmentJob.KeyOf(place);
            if (job.Reserved.ContainsKey(key))
            {
                write.Count(agentId, new LoadDelta(Reserved: -planned), command);
                amounts[$"reserved.{key}"] = -planned;
            }

            amounts[$"given.{key}"] = taken?.GetValueOrDefault(agentId!) ?? 0;
        }

        write.Replace(AssignmentBatch.Collection, after);
        AssignmentLedger.Count(write, job, amounts, command);
    }

    /// <summary>What the batch adds to the job's counts, agents apart.</summary>
    private static Dictionary<string, decimal> AmountsOf(
        AssignmentBatch before,
        AssignmentBatch after
    )
    {
        Dictionary<string, decimal> amounts = new()
        {
            ["processed"] = before.Count,
            ["assigned"] = after.Assigned,
            ["failed"] = after.Faults.Count,
            ["batches.done"] = 1,
        };
        foreach (var reason in after.Skipped.GroupBy(s => s.Code))
            amounts[$"skipped.{reason.Key}"] = reason.Count();
        return amounts;
    }

    private static bool IsOfAgent(string code) =>
        code is AgentLeave.Gone or AgentLeave.Leaving or AgentLeave.Away;

    /// <summary>The last part of a code, which is a member name.</summary>
    private static string ReasonOf(string code) => code[(code.LastIndexOf('.') + 1)..];
}
