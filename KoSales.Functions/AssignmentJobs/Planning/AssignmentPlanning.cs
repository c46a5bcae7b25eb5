using KoSales.Domain.AssignmentJobs;
using KoSales.Domain.Planning;
using KoSales.Functions.AssignmentJobs.Running;
using KoSales.Functions.Writing;
using NodaTime;

namespace KoSales.Functions.AssignmentJobs.Planning;

/// <summary>Makes the plan of a job: who gets which records, written down batch by batch, and reserves what
/// it promises.</summary>
/// <remarks>
/// The batches come first and count for nothing; then one transaction makes the plan the job's and takes
/// the capacity, on the condition that it is still
/// there. Otherwise the plan is made again. So plans at the same time promise no place twice, and a plan
/// that is cut short promises nothing.
/// </remarks>
public sealed class AssignmentPlanning(
    IDocumentStore store,
    AssignmentLedger ledger,
    PlanSource source,
    AgentPool pool,
    AssignmentLimits limits,
    Commits commits,
    TimeProvider time
)
{
    private Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    /// <summary>The batches of the job's current round; none when it was cancelled or has ended. Planned
    /// once, however often it is asked for.</summary>
    public async Task<AssignmentSpan> PlanAsync(string jobId, CancellationToken cancellationToken)
    {
        var now = Now;
        var job = await ledger.AdvanceAsync(jobId, j => j.StartPlanning(now), cancellationToken);
        if (IsDone(job))
            return SpanOf(job);
        var lines = await source.ReadAsync(job, cancellationToken);
        var planned = await commits.CarryAsync(
            $"the plan of {jobId}",
            PlanOnceAsync,
            cancellationToken
        );
        return SpanOf(planned);

        async ValueTask<CohortAssignmentJob> PlanOnceAsync(Attempt attempt)
        {
            var current =
                attempt.Number == 1 ? job : await ledger.FindAsync(jobId, cancellationToken);
            return IsDone(current)
                ? current
                : await AddPlanAsync(attempt.Batch, current, lines, cancellationToken);
        }
    }

    private static bool IsDone(CohortAssignmentJob job) =>
        job.PlannedRound >= job.Round || job.HasEnded || job.CancelRequestedAt is not null;

    private static AssignmentSpan SpanOf(CohortAssignmentJob job) =>
        job.PlannedRound < job.Round || job.DryRun
            ? new AssignmentSpan(job.Id.Value, 0, 0)
            : new AssignmentSpan(job.Id.Value, job.FirstBatch, job.Batches.Total);

    /// <returns>The job with its plan.</returns>
    private async ValueTask<CohortAssignmentJob> AddPlanAsync(
        WriteBatch batch,
        CohortAssignmentJob job,
        PlanLines lines,
        CancellationToken cancellationToken
    )
    {
        var agents = await pool.OfAsync(job, Now, cancellationToken);
        var demand = DemandOf(job, agents);
        var tickets = lines.CountInto(demand);
        var plan = AssignmentPlan.Of(demand);
        var deal = new PlanDeal(job, lines, agents);
        await WriteAsync(deal.Batches(plan.Deal(), tickets, limits.BatchSize), cancellationToken);
        var command = new Command(job.Requester, Now, job.Id.Value);
        var planned = deal.Planned(plan, command.Now);
        AddRound(batch, job, planned, command);
        if (!job.DryRun)
            Reserve(batch, agents, deal, plan, command);
        return planned;
    }

    private static Demand DemandOf(CohortAssignmentJob job, IReadOnlyList<PoolAgent> agents) =>
        new(
            agents.Where(a => a.Eligibility.IsAtMostFull).Select(a => a.Candidate),
            new PlanOptions(job.Strategy, job.SkillsMatching, job.Seed)
        );

    /// <summary>The plan becomes the job's; batches that an earlier try left behind go, and those of
    /// earlier rounds count as retried.</summary>
    private static void AddRound(
        WriteBatch batch,
        CohortAssignmentJob job,
        CohortAssignmentJob planned,
        Command command
    ) =>
        batch
            .Replace(CohortAssignmentJob.Collection, planned)
            .Delete(AssignmentBatch.Collection, AssignmentBatch.From(job.Id, planned.Batches.Total))
            .Patch(
                AssignmentBatch.Collection,
                EarlierThan(job),
                new Patch(command.Now, "system")
                {
                    Set = new Dictionary<string, string?> { ["retried"] = "true" },
                }
            );

    private static Filter EarlierThan(CohortAssignmentJob job) =>
        Filter.AllOf(
            AssignmentBatch.Of(job.Id),
            new Filter.Condition(
                "number",
                FilterOperator.Lt,
                new FilterValue.Number(job.Batches.Total)
            )
        );

    private static void Reserve(
        WriteBatch batch,
        IReadOnlyList<PoolAgent> agents,
        PlanDeal deal,
        AssignmentPlan plan,
        Command command
    )
    {
        var shares = plan.Shares.ToDictionary(s => s.AgentId);
        foreach (var (place, agent) in agents.Index())
        {
            if (!shares.TryGetValue(agent.Asked.AgentId, out var share))
                continue;
            var quota = deal.QuotaOf(place);
            var before = agent.Carry;
            var carry = deal.Strategy == PlanStrategy.LeastLoaded ? before : share.Carry;
            if (quota > 0 || carry != before)
                AgentPool.Reserve(batch, agent, quota, carry, command);
        }
    }

    private async Task WriteAsync(
        IEnumerable<AssignmentBatch> batches,
        CancellationToken cancellationToken
    )
    {
        const int perCommit = 8;
        foreach (var chunk in batches.Chunk(perCommit))
        {
            var batch = new WriteBatch();
            foreach (var part in chunk)
                batch.Upsert(AssignmentBatch.Collection, part);
            await store.CommitAsync(batch, cancellationToken);
        }
    }
}

/// <param name="BatchSize">Records per batch, hence per transaction.</param>
public sealed record AssignmentLimits(int BatchSize = 2000);

/// <summary>Batches of a job: numbers, the end exclusive.</summary>
public sealed record AssignmentSpan(string JobId, int From, int To);
