using KoSales.Domain.AssignmentJobs;
using KoSales.Domain.Loads;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace KoSales.Functions.AssignmentJobs.Running;

/// <summary>Ends jobs: what was promised and not given is given up, and each agent who got something is
/// told once.</summary>
public sealed class AssignmentEnd(
    IDocumentStore store,
    AssignmentLedger ledger,
    TimeProvider time,
    ILogger<AssignmentEnd> log
)
{
    private const int FirstErrors = 100;

    private Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    public async Task FinishAsync(string jobId, CancellationToken cancellationToken)
    {
        var now = Now;
        var errors = await ErrorsAsync(AssignmentJobId.Of(jobId), cancellationToken);
        var job = await ledger.AdvanceAsync(
            jobId,
            j => j.Finish(errors, now),
            cancellationToken,
            (batch, before, after) => Close(batch, before, after, now)
        );
        log.Ended(jobId, job.Status, job.Assigned, job.Failed);
    }

    public async Task FailAsync(string jobId, string why, CancellationToken cancellationToken)
    {
        var now = Now;
        await ledger.AdvanceAsync(
            jobId,
            j => j.Fail(why, now),
            cancellationToken,
            (batch, before, after) => Close(batch, before, after, now)
        );
        log.Failed(jobId, why);
    }

    private static void Close(
        WriteBatch batch,
        CohortAssignmentJob before,
        CohortAssignmentJob after,
        Instant now
    )
    {
        var command = new Command(before.Requester, now, before.Id.Value);
        Dictionary<string, long> brought = [];
        for (var i = 0; i < before.Agents.Count; i++)
        {
            GiveUp(batch, before, i, command);
            var given = after.Given.GetValueOrDefault(CohortAssignmentJob.KeyOf(i));
            if (given <= 0)
                continue;
            var agentId = after.Agents[i].AgentId;
            var digest = AssignmentDigest.Of(after, agentId, given, now);
            batch.Upsert(AssignmentDigest.Collection, digest);
            brought[agentId] = given;
        }

        batch.EmitDigest(after, brought, command);
    }

    /// <summary>What is still reserved for an agent is so no longer.</summary>
    private static void GiveUp(
        WriteBatch batch,
        CohortAssignmentJob job,
        int place,
        Command command
    )
    {
        var promised = (int)job.Reserved.GetValueOrDefault(CohortAssignmentJob.KeyOf(place));
        if (promised != 0)
            batch.Count(job.Agents[place].AgentId, new LoadDelta(Reserved: -promised), command);
    }

    private async Task<IReadOnlyList<AssignmentFault>> ErrorsAsync(
        AssignmentJobId job,
        CancellationToken cancellationToken
    )
    {
        List<AssignmentFault> errors = [];
        await foreach (
            var raw in store.StreamAsync(
                AssignmentBatch.Collection,
                AssignmentBatch.Of(job),
                null,
                cancellationToken
            )
        )
        {
            var batch = AssignmentBatch.Collection.Read(raw);
            if (!batch.Retried)
                errors.AddRange(batch.Faults.Take(FirstErrors - errors.Count));
            if (errors.Count == FirstErrors)
                break;
        }

        return errors;
    }
}
