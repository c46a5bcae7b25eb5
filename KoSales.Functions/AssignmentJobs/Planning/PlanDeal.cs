using KoSales.Domain.Assignment;
using KoSales.Domain.AssignmentJobs;
using KoSales.Domain.Jobs;
using KoSales.Domain.Planning;
using NodaTime;

namespace KoSales.Functions.AssignmentJobs.Planning;

/// <summary>Deals the records of a job to its agents, and keeps the counts that become the job's.</summary>
internal sealed class PlanDeal(
    CohortAssignmentJob job,
    PlanLines lines,
    IReadOnlyList<PoolAgent> agents
)
{
    private const int Samples = 20;
    private const int MostUnassignable = 50;

    private readonly Dictionary<string, int> _index = agents
        .Select((a, i) => (a.Asked.AgentId, i))
        .ToDictionary(a => a.AgentId, a => a.i);
    private readonly Holder[] _holders =
    [
        .. agents.Select(a => new Holder(a.Asked.AgentId, a.Agent?.TeamId?.Value)),
    ];
    private readonly long[] _quotas = new long[agents.Count];
    private readonly Dictionary<string, long> _skipped = new(lines.Skipped);
    private readonly Dictionary<int, List<string>> _unplaced = [];
    private int _batches;

    public PlanStrategy Strategy => job.Strategy;

    public long QuotaOf(int agent) => _quotas[agent];

    /// <summary>To be read once, to the end.</summary>
    public IEnumerable<AssignmentBatch> Batches(PlanDealer dealer, PlanTicket[] tickets, int size)
    {
        List<(int Line, int Agent)> part = new(size);
        for (var line = 0; line < tickets.Length; line++)
        {
            if (Place(dealer, tickets[line], line) is not { } agent)
                continue;
            part.Add((line, agent));
            if (part.Count < size)
                continue;
            yield return BatchOf(part);
            part.Clear();
        }

        if (part.Count > 0)
            yield return BatchOf(part);
    }

    /// <summary>The job with this plan as its current round's.</summary>
    public CohortAssignmentJob Planned(AssignmentPlan plan, Instant now)
    {
        return Counted() with
        {
            Version = job.Version + 1,
            UpdatedAt = now,
            Status = JobStatus.Running,
            Agents = [.. agents.Select((a, i) => Shown(a, i, plan))],
            Reserved = job.DryRun ? [] : Reserved(),
            FirstBatch = job.Batches.Total,
            Batches = job.Batches with { Total = job.Batches.Total + _batches },
            Unassignable = [.. Reports(plan)],
            PlannedRound = job.Round,
            PlannedAt = now,
        };
    }

    /// <summary>The first round counts everything; a later one counts what failed before anew.</summary>
    private CohortAssignmentJob Counted()
    {
        var settled = _skipped.Values.Sum();
        if (job.Round > 1)
            return job with
            {
                Processed = job.Processed - job.Failed + settled,
                Failed = 0,
                Skipped = SkippedSoFar(),
            };
        return job with
        {
            Members = lines.Members,
            Total = lines.Count + lines.Skipped.Values.Sum(),
            Processed = settled,
            Failed = 0,
            Skipped = _skipped,
        };
    }

    private Dictionary<string, long> SkippedSoFar() =>
        _skipped
            .Concat(job.Skipped)
            .GroupBy(s => s.Key)
            .ToDictionary(g => g.Key, g => g.Sum(s => s.Value));

    private Dictionary<string, long> Reserved() =>
        _quotas
            .Index()
            .Where(q => q.Item > 0 && agents[q.Index].HasLimits)
            .ToDictionary(q => CohortAssignmentJob.KeyOf(q.Index), q => q.Item);

    /// <summary>What concerns most records first.</summary>
    private IEnumerable<Unassignable> Reports(AssignmentPlan plan) =>
        plan.Unplaced.OrderByDescending(u => u.Count).Take(MostUnassignable).Select(Report);

    private int? Place(PlanDealer dealer, PlanTicket ticket, int line)
    {
        if (dealer.Next(ticket) is not { } agentId)
        {
            Leave(dealer.WhyNobody(ticket), ticket.Class, line);
            return null;
        }

        if (agentId == lines.OwnerOf(line))
        {
            Skip(AssignmentReasons.AlreadyOwner);
            return null;
        }

        var agent = _index[agentId];
        _quotas[agent]++;
        return agent;
    }

    private void Leave(string reason, int served, int line)
    {
        Skip(reason);
        if (!_unplaced.TryGetValue(served, out var samples))
            _unplaced[served] = samples = [];
        if (samples.Count < Samples)
            samples.Add(lines.IdOf(line));
    }

    private void Skip(string reason) => _skipped[reason] = _skipped.GetValueOrDefault(reason) + 1;

    private AssignmentBatch BatchOf(List<(int Line, int Agent)> part)
    {
        var number = job.Batches.Total + _batches++;
        return new AssignmentBatch
        {
            Id = AssignmentBatch.IdOf(job.Id, number),
            JobId = job.Id,
            Number = number,
            FirstId = lines.IdOf(part[0].Line),
            LastId = lines.IdOf(part[^1].Line),
            Groups = lines.Groups(part, _holders, withVersions: job.DryRun),
            CreatedAt = job.UpdatedAt,
            UpdatedAt = job.UpdatedAt,
        };
    }

    private JobAgent Shown(PoolAgent agent, int index, AssignmentPlan plan)
    {
        var share = plan.Shares.FirstOrDefault(s => s.AgentId == agent.Asked.AgentId);
        return agent.Asked with
        {
            TeamId = _holders[index].TeamId,
            CapacityLeft = agent.Eligibility.CapacityLeft,
            Quota = agent.Asked.Quota + _quotas[index],
            Share = agent.Asked.Share + Math.Round(share?.Share ?? 0, 6),
            WhyNot = agent.Eligibility.Why,
        };
    }

    private Unassignable Report(Unplaced unplaced) =>
        new(
            unplaced.Reason,
            unplaced.Count,
            unplaced.Reason == PlanReasons.NoCapacity ? unplaced.Count : null,
            unplaced.Agents,
            unplaced.Example,
            _unplaced.GetValueOrDefault(unplaced.Class) ?? []
        );
}
