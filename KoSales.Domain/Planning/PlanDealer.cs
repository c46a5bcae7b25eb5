namespace KoSales.Domain.Planning;

/// <summary>The second pass over the records: names each one's agent, so that every agent's quota is spread
/// evenly over the order.</summary>
/// <remarks>Deterministic; more tickets of a class than were counted go to nobody. Not thread-safe.</remarks>
public sealed class PlanDealer
{
    private readonly Demand _demand;
    private readonly long[][] _sticky;
    private readonly long[][] _quota;
    private readonly PriorityQueue<(int Agent, long Given), (double Turn, int Agent)>[] _turns;

    internal PlanDealer(Demand demand, PlanTable table)
    {
        _demand = demand;
        _sticky = [.. table.Sticky.Select(c => c.ToArray())];
        _quota = table.Given;
        _turns = [.. table.Given.Select(Turns)];
    }

    /// <returns>An agent's id, or null for nobody.</returns>
    public string? Next(PlanTicket ticket)
    {
        if (ticket.Sticky >= 0 && _sticky[ticket.Class][ticket.Sticky]-- > 0)
            return _demand.Candidates[ticket.Sticky].AgentId;
        if (!_turns[ticket.Class].TryDequeue(out var turn, out _))
            return null;
        var next = turn with { Given = turn.Given + 1 };
        var quota = _quota[ticket.Class][turn.Agent];
        if (next.Given < quota)
            _turns[ticket.Class].Enqueue(next, TurnOf(next, quota));
        return _demand.Candidates[turn.Agent].AgentId;
    }

    /// <summary>Why <see cref="Next"/> gave a record of this ticket to nobody.</summary>
    public string WhyNobody(PlanTicket ticket) =>
        _demand.Classes[ticket.Class].Agents.Length == 0
            ? PlanReasons.NoMatchingAgent
            : PlanReasons.NoCapacity;

    private static PriorityQueue<(int Agent, long Given), (double Turn, int Agent)> Turns(
        long[] quotas
    ) =>
        new(
            quotas
                .Select((q, i) => (Agent: i, Quota: q))
                .Where(q => q.Quota > 0)
                .Select(q => ((q.Agent, 0L), TurnOf((q.Agent, 0), q.Quota)))
        );

    private static (double Turn, int Agent) TurnOf((int Agent, long Given) turn, long quota) =>
        ((turn.Given + 0.5) / quota, turn.Agent);
}
