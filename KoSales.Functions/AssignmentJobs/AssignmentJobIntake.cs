using KoSales.Domain.Agents;
using KoSales.Domain.AssignmentJobs;
using KoSales.Domain.Cohorts;
using KoSales.Domain.Planning;
using KoSales.Functions.AssignmentJobs.Planning;
using KoSales.Functions.Cohorts;

namespace KoSales.Functions.AssignmentJobs;

/// <summary>Takes in assignment jobs: checks what can be told before the plan, and queues them.</summary>
public sealed class AssignmentJobIntake(
    IDocumentStore store,
    IdAllocator ids,
    Items items,
    PlanSource source
)
{
    private const int MostAgents = 1000;

    private static readonly Filter Working = Filter.AllOf(
        Filter.Eq("status", "active"),
        Filter.Missing("deleted_at"),
        new Filter.Condition(
            "roles",
            FilterOperator.ContainsAny,
            new FilterValue.Many([new FilterValue.Text("agent")])
        )
    );

    /// <summary>Hands out the members of a cohort.</summary>
    public async Task<Verdict<CohortAssignmentJob>> AssignAsync(
        string cohortId,
        AssignCohort body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var cohort = await items.LoadAsync(
            CohortLists.Cohorts,
            Cohort.Collection,
            cohortId,
            command.Actor,
            cancellationToken
        );
        if (cohort.IsRefused)
            return cohort.Refusal;
        if (!source.Knows(cohort.Value.Entity))
            return Fault.Conflict(
                "assignment_job.entity_not_assignable",
                "Records of this kind are not handed out."
            );
        if (cohort.Value.Status == CohortStatus.Frozen)
            return Fault.Conflict(
                "cohort.frozen",
                "The rule no longer holds, so nobody knows who belongs to it; mend it, which thaws the cohort. rule_faults says what is wrong."
            );
        return await QueueAsync(
            new Request(body, null),
            job => job with { CohortId = cohortId, Entity = cohort.Value.Entity },
            command,
            cancellationToken
        );
    }

    /// <summary>Hands out all open records of one kind of an agent, who takes no part.</summary>
    public async Task<Verdict<CohortAssignmentJob>> RedistributeAsync(
        string agentId,
        RedistributePortfolio body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (
            await store.FindAsync(Agent.Collection, agentId, cancellationToken)
                is not { DeletedAt: null } agent
            || !agent.IsVisible(command.Actor)
        )
            return Fault.NotFound("agent", QueryFaults.Shown(agentId));
        var kind = body.Entity ?? EntityKind.Lead;
        if (!source.Knows(kind))
            return Fault.Invalid("/entity", "invalid", "Records of this kind are not handed out.");
        return await QueueAsync(
            new Request(body.ToAssign(agentId), agent),
            job => job with { PortfolioOf = agentId, Entity = kind },
            command,
            cancellationToken
        );
    }

    /// <summary>Hands out everything that an agent holds: the leads, by the job that is answered, and what
    /// else there is by a job of its own for each kind.</summary>
    public async Task<Verdict<CohortAssignmentJob>> RedistributeAllAsync(
        string agentId,
        RedistributePortfolio body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (body.Entity is not null)
            return Fault.Invalid("/entity", "invalid", "A departure hands out all kinds.");
        // The answer is recorded with the job of the leads, which comes last.
        var silent = new Command(command.Actor, command.Now, command.Correlation);
        foreach (var kind in source.Kinds.Where(k => k != EntityKind.Lead))
        {
            if (!await HoldsAsync(agentId, kind, cancellationToken))
                continue;
            var queued = await RedistributeAsync(
                agentId,
                body with
                {
                    Entity = kind,
                },
                silent,
                cancellationToken
            );
            if (queued.IsRefused)
                return queued;
        }

        return await RedistributeAsync(agentId, body, command, cancellationToken);
    }

    private async ValueTask<bool> HoldsAsync(
        string agentId,
        EntityKind kind,
        CancellationToken cancellationToken
    )
    {
        var records = source.Of(kind);
        var own = new Query(records.Collection, records.PortfolioOf(agentId)) { Limit = 1 };
        return (await store.QueryAsync(own, cancellationToken)).Count > 0;
    }

    private async Task<Verdict<CohortAssignmentJob>> QueueAsync(
        Request request,
        Func<CohortAssignmentJob, CohortAssignmentJob> about,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var agents = await AgentsAsync(request, command.Actor, cancellationToken);
        if (agents.IsRefused)
            return agents.Refusal;
        var id = await ids.NextAsync<AssignmentJobId>(cancellationToken);
        var draft = about(DraftOf(id, request.Body, agents.Value, command.Actor));
        var job = CohortAssignmentJob.Accept(draft, command);
        var batch = new WriteBatch().Insert(CohortAssignmentJob.Collection, job);
        command.RecordAnswer(batch, job);
        var result = await store.CommitAsync(batch, cancellationToken);
        if (result.IsCommitted)
            return job;
        return Fault.Conflict(
            "assignment_job.not_queued",
            "The same job was queued by another request."
        );
    }

    private static CohortAssignmentJob DraftOf(
        AssignmentJobId id,
        AssignCohort body,
        IReadOnlyList<JobAgent> agents,
        Actor actor
    ) =>
        new()
        {
            Id = id,
            RequestedBy = actor.Id,
            OwnerId = actor.Id,
            TeamId = actor.TeamId,
            Strategy = body.Strategy ?? PlanStrategy.CapacityWeighted,
            Scope = body.Scope ?? AssignmentScope.Unassigned,
            OwnedBy = body.OwnedBy ?? [],
            Agents = agents,
            SkillsMatching = body.SkillsMatching ?? true,
            Sticky = body.Sticky ?? true,
            Cascade = body.Cascade ?? true,
            DryRun = body.DryRun ?? false,
            Seed = body.Seed ?? NumberOf(id),
        };

    private static long NumberOf(AssignmentJobId id) =>
        long.Parse(
            id.Value.AsSpan(AssignmentJobId.Format.Prefix.Length),
            System.Globalization.CultureInfo.InvariantCulture
        );

    private async ValueTask<Verdict<JobAgent[]>> AgentsAsync(
        Request request,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        List<Fault> faults = [.. ScopeFaults(request.Body)];
        var asked = request.Body.Agents is { } named
            ? await NamedAsync(named, request.Leaving, actor, faults, cancellationToken)
            : await AllAsync(request.Leaving, actor, cancellationToken);
        if (faults.Count > 0)
            return Verdict<JobAgent[]>.Refuse(faults);
        return asked.Length == 0
            ? Fault.Invalid(
                "/agents",
                "assignment_job.no_agents",
                "Nobody is left to take part; name agents."
            )
            : asked;
    }

    private static IEnumerable<Fault> ScopeFaults(AssignCohort body)
    {
        var named = body.OwnedBy is { Count: > 0 };
        if (body.Scope == AssignmentScope.OwnedBy && !named)
            yield return Fault.Invalid(
                "/owned_by",
                "required",
                "Name the agents whose records are handed out."
            );
        if (body.Scope != AssignmentScope.OwnedBy && named)
            yield return Fault.Invalid(
                "/owned_by",
                "invalid",
                "It goes with the scope owned_by only."
            );
    }

    private async ValueTask<JobAgent[]> NamedAsync(
        IReadOnlyList<AgentPart> named,
        Agent? leaving,
        Actor actor,
        List<Fault> faults,
        CancellationToken cancellationToken
    )
    {
        var found = await FindAsync(named, actor, cancellationToken);
        HashSet<string> seen = [];
        List<JobAgent> agents = [];
        foreach (var (place, part) in named.Index())
        {
            var agent = found.GetValueOrDefault(part.AgentId);
            var isNew = agent is null || seen.Add(agent.Key);
            if (Objection($"/agents/{place}/agent_id", agent, isNew, leaving) is { } fault)
                faults.Add(fault);
            else
                agents.Add(PartOf(agent!, part.Weight));
        }

        return [.. agents];
    }

    /// <summary>Those whom the actor sees, by id.</summary>
    private async ValueTask<Dictionary<string, Agent>> FindAsync(
        IReadOnlyList<AgentPart> named,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        string[] ids = [.. named.Select(n => n.AgentId).Distinct()];
        var found = await store.GetManyAsync(Agent.Collection, ids, cancellationToken);
        return found
            .Select(Agent.Collection.Read)
            .Where(a => a.DeletedAt is null && a.IsVisible(actor))
            .ToDictionary(a => a.Key);
    }

    private static Fault? Objection(string pointer, Agent? agent, bool isNew, Agent? leaving)
    {
        if (agent is null)
            return Fault.Invalid(pointer, "agent.not_found", "There is no such agent.");
        if (!isNew)
            return Fault.Invalid(pointer, "duplicate", "The agent is named twice.");
        if (agent.Key == leaving?.Key)
            return Fault.Invalid(
                pointer,
                "assignment_job.own_portfolio",
                "The portfolio is this agent's own."
            );
        return null;
    }

    private async ValueTask<JobAgent[]> AllAsync(
        Agent? leaving,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var team = leaving?.TeamId is { } id ? Filter.Eq("team_id", id.Value) : Filter.Everything;
        var working = Filter.AllOf(AgentScope.Visible(actor), team, Working);
        var agents = await store.ListAsync(
            Agent.Collection,
            new Query(Agent.Collection, working) { Limit = MostAgents },
            cancellationToken
        );
        return [.. agents.Where(a => a.Key != leaving?.Key).Select(a => PartOf(a, null))];
    }

    private static JobAgent PartOf(Agent agent, decimal? weight) =>
        new(agent.Key, agent.TeamId?.Value, weight ?? agent.Capacity.Weight, null, 0, 0, 0, []);

    /// <param name="Leaving">Whose portfolio it is; null for a cohort.</param>
    private sealed record Request(AssignCohort Body, Agent? Leaving);
}
