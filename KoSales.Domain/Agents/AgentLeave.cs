using NodaTime;

namespace KoSales.Domain.Agents;

/// <summary>Leave that begins and ends by itself.</summary>
public static class AgentLeave
{
    /// <summary>The leave of that day; null on a working day.</summary>
    public static LeavePeriod? LeaveOn(this Agent agent, LocalDate day) => agent.Leave.FirstOrDefault(period => period.Covers(day));

    /// <summary>The agent as the day has it; the agent itself when nothing changes. A status that somebody set by hand outside any leave stays.</summary>
    public static Agent FollowLeave(this Agent agent, LocalDate day) => (agent.Status, agent.IsAwayOn(day)) switch
    {
        (AgentStatus.Active, true) => agent with { Status = AgentStatus.OnLeave, AwayByLeave = true },
        (AgentStatus.OnLeave, false) when agent.AwayByLeave => agent with { Status = AgentStatus.Active, AwayByLeave = false },
        (AgentStatus.Active or AgentStatus.OnLeave or AgentStatus.Inactive, _) => agent,
    };
}
