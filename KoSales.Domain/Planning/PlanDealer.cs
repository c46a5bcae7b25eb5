namespace KoSales.Domain.Planning;

/// <summary>The second pass over the records: names each one's agent, so that every agent's quota is spread
/// evenly over the order.</summary>
/// <remarks>Deterministic; more tickets of a class than were counted go to nobody. Not thread-safe.</remarks>
public sealed class PlanDealer
{
    private readonly Demand _demand;
    private readonly long[][] _sticky;
    private readonly long[][] _quota;
    private readonly PriorityQueue<Turn, TurnOrder>[] _turns;

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
        LineUpAgain(ticket.Class, turn with { Given = turn.Given + 1 });
        return _demand.Candidates[turn.Agent].AgentId;
    }

    /// <summary>Why <see cref="Next"/> gave a record of this ticket to nobody.</summary>
    public string WhyNobody(PlanTicket ticket) =>
        _demand.Classes[ticket.Class].Agents.Length == 0
            ? PlanReasons.NoMatchingAgent
            : PlanReasons.NoCapacity;

    /// <summary>Whose quota is used up leaves the line.</summary>
    private void LineUpAgain(int served, Turn next)
    {
        var quota = _quota[served][next.Agent];
        if (next.Given < quota)
            _turns[served].Enqueue(next, next.OrderFor(quota));
    }

    private static PriorityQueue<Turn, TurnOrder> Turns(long[] quotas)
    {
        var turns = new PriorityQueue<Turn, TurnOrder>();
        for (var agent = 0; agent < quotas.Length; agent++)
        {
            var first = new Turn(agent, 0);
            if (quotas[agent] > 0)
                turns.Enqueue(first, first.OrderFor(quotas[agent]));
        }

        return turns;
    }

    /// <summary>An agent in the line, with what it was given so far.</summary>
    private readonly record struct Turn(int Agent, long Given)
    {
        public TurnOrder OrderFor(long quota) => new((Given + 0.5) / quota, Agent);
    }

    /// <summary>Places in the line: by the part of the quota that would be given, ties by agent.</summary>
    private readonly record struct TurnOrder(double Part, int Agent) : IComparable<TurnOrder>
    {
        public int CompareTo(TurnOrder other) =>
            Part.CompareTo(other.Part) is var order and not 0
                ? order
                : Agent.CompareTo(other.Agent);
    }
}
