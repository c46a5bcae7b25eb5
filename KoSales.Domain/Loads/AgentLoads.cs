using KoSales.Domain.Agents;
using KoSales.Domain.Leads;
using KoSales.Domain.Tasks;
using NodaTime;

namespace KoSales.Domain.Loads;

/// <summary>What is added to a load; negative amounts take away.</summary>
/// <param name="Given">Leads newly given, which count for the day and are refused by an agent who has left
/// or is leaving; below 0 for leads of the day that
/// were given by mistake and are taken back.</param>
/// <param name="Reserved">Leads planned by a job; given or given up where negative.</param>
public sealed record LoadDelta(int Leads = 0, int Tasks = 0, int Given = 0, int Reserved = 0)
{
    /// <summary>The agent must still be there for it, though it does not count for the day: what comes
    /// back, or is looked after for somebody else.</summary>
    public bool IsForWorking { get; init; }
}

/// <summary>Keeps loads equal to what is owned: whoever writes a lead or a task adds its count to the same
/// batch.</summary>
/// <remarks>One write per agent and batch, none where the counts cancel out or nobody is involved.</remarks>
public static class AgentLoads
{
    public static readonly Collection<AgentLoad> Collection = new(
        "agent_loads",
        () => new AgentLoadJson(DocumentJson.NewOptions()).AgentLoad
    );

    /// <summary>Loads of agents to whom something can be given.</summary>
    public static readonly Filter Working = Filter.AllOf(
        Filter.Missing("closed_at"),
        Filter.Missing("leaving_at")
    );

    /// <summary>Leads that count for their owner.</summary>
    public static readonly Filter OpenLeads = Filter.AllOf(
        Filter.Eq("status", "open"),
        LeadStore.Alive
    );

    /// <param name="agentId">Null for nobody: nothing is added.</param>
    public static WriteBatch Count(
        this WriteBatch batch,
        string? agentId,
        LoadDelta delta,
        Command command
    )
    {
        if (agentId is null)
            return batch;
        var tally = TallyOf(agentId, delta, command);
        if (delta.Given > 0)
            tally = tally with
            {
                Set = new Dictionary<string, string?>
                {
                    ["last_assigned_at"] = JsonText.Of(command.Now),
                },
            };
        if (delta.Given > 0 || delta.IsForWorking)
            tally = tally with { OnlyIf = Working };
        return batch.Add(tally, new Patch(command.Now, command.Actor.Id));
    }

    private static Tally TallyOf(string agentId, LoadDelta delta, Command command) =>
        new(
            Collection,
            agentId,
            () => WriteOperation.InsertOf(Collection, New(agentId, command)),
            Amounts(delta, command.Now)
        );

    /// <summary>A lead that was made, changed or is gone. A new owner is given it: the commit is refused
    /// when that agent has left.</summary>
    /// <param name="before">Null for a new one.</param>
    public static WriteBatch CountLead(
        this WriteBatch batch,
        Lead? before,
        Lead after,
        Command command
    )
    {
        var (from, to) = (HolderOf(before), HolderOf(after));
        if (from == to)
            return batch;
        var given = after.OwnerId is not null && after.OwnerId != before?.OwnerId ? 1 : 0;
        return batch
            .Count(from, new LoadDelta(Leads: -1), command)
            .Count(to, new LoadDelta(Leads: 1, Given: given), command);
    }

    /// <param name="before">Null for a new one.</param>
    public static WriteBatch CountTask(
        this WriteBatch batch,
        SalesTask? before,
        SalesTask after,
        Command command
    )
    {
        var (from, to) = (HolderOf(before), HolderOf(after));
        return from == to
            ? batch
            : batch
                .Count(from, new LoadDelta(Tasks: -1), command)
                .Count(to, new LoadDelta(Tasks: 1), command);
    }

    /// <summary>The agent leaves: nothing is given any more. The commit is refused as
    /// <see cref="CommitStatus.ConditionFailed"/> while something is owned.</summary>
    public static WriteBatch CloseLoad(this WriteBatch batch, string agentId, Command command)
    {
        var empty = Filter.AllOf(Filter.Eq("id", agentId), None("open_leads"), None("open_tasks"));
        var closed = Marked(command, JsonText.Of(command.Now));
        return batch.EnsureLoad(agentId, command).Patch(Collection, empty, closed, expected: 1);
    }

    /// <summary>Refuses the commit (<see cref="CommitStatus.ConditionFailed"/>) when the agent has left or is
    /// leaving: for what is given and not counted.</summary>
    public static WriteBatch RequireWorking(
        this WriteBatch batch,
        string agentId,
        Command command
    ) =>
        batch
            .EnsureLoad(agentId, command)
            .Patch(
                Collection,
                Filter.AllOf(Filter.Eq("id", agentId), Working),
                new Patch(command.Now, command.Actor.Id),
                expected: 1
            );

    /// <summary>The agent is back.</summary>
    public static WriteBatch OpenLoad(this WriteBatch batch, string agentId, Command command) =>
        batch.Patch(Collection, Filter.Eq("id", agentId), Marked(command, null));

    /// <summary>The agent is about to leave, or stays after all.</summary>
    /// <param name="since">Null for who stays.</param>
    public static WriteBatch MarkLeaving(
        this WriteBatch batch,
        string agentId,
        Instant? since,
        Command command
    )
    {
        var marked = new Patch(command.Now, command.Actor.Id)
        {
            Set = new Dictionary<string, string?>
            {
                ["leaving_at"] = since is { } at ? JsonText.Of(at) : null,
            },
        };
        return batch
            .EnsureLoad(agentId, command)
            .Patch(Collection, Filter.Eq("id", agentId), marked, expected: 1);
    }

    private static Filter None(string count) =>
        new Filter.Condition(count, FilterOperator.Eq, new FilterValue.Number(0));

    private static Patch Marked(Command command, string? closedAt) =>
        new(command.Now, command.Actor.Id)
        {
            Set = new Dictionary<string, string?> { ["closed_at"] = closedAt },
        };

    private static string? HolderOf(Lead? lead) =>
        lead is { Status: LeadStatus.Open, DeletedAt: null } ? lead.OwnerId : null;

    private static string? HolderOf(SalesTask? task) =>
        task is { IsOpen: true, DeletedAt: null } ? task.OwnerId : null;

    /// <summary>Makes the load where there is none.</summary>
    public static WriteBatch EnsureLoad(this WriteBatch batch, string agentId, Command command) =>
        batch.InsertIfAbsent(Collection, New(agentId, command));

    /// <summary>Refuses the commit (<see cref="CommitStatus.ConditionFailed"/>) unless there is still room
    /// for one more lead beside what jobs have reserved.</summary>
    /// <param name="seen">The load as it was read; what is reserved beyond it refuses too.</param>
    public static WriteBatch RequireRoom(
        this WriteBatch batch,
        AgentLoad seen,
        Capacity capacity,
        Command command
    )
    {
        var tally = TallyOf(seen.Id, new LoadDelta(), command) with
        {
            OnlyIf = Filter.AllOf([.. RoomFor(seen, capacity, CompanyDay.Of(command.Now))]),
        };
        return batch.Add(tally, new Patch(command.Now, command.Actor.Id));
    }

    private static IEnumerable<Filter> RoomFor(AgentLoad seen, Capacity capacity, LocalDate day)
    {
        yield return AtMost("reserved", seen.Reserved);
        if (capacity.MaxOpenLeads is { } most)
            yield return AtMost("open_leads", most - 1 - seen.Reserved);
        if (capacity.DailyLimit is { } daily)
            yield return AtMost(AgentLoad.GivenPath(day), daily - 1 - seen.Reserved);
    }

    // A day without a count has no such field, and a missing number is unknown, not 0.
    private static Filter AtMost(string count, int most) =>
        most < 0
            ? Filter.Nothing
            : new Filter.Not(
                new Filter.Condition(count, FilterOperator.Gt, new FilterValue.Number(most))
            );

    private static AgentLoad New(string agentId, Command command) =>
        new()
        {
            Id = agentId,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };

    private static Dictionary<string, decimal> Amounts(LoadDelta delta, Instant now)
    {
        Dictionary<string, decimal> amounts = [];
        if (delta.Leads != 0)
            amounts["open_leads"] = delta.Leads;
        if (delta.Tasks != 0)
            amounts["open_tasks"] = delta.Tasks;
        if (delta.Reserved != 0)
            amounts["reserved"] = delta.Reserved;
        if (delta.Given != 0)
            amounts[AgentLoad.GivenPath(CompanyDay.Of(now))] = delta.Given;
        return amounts;
    }
}
