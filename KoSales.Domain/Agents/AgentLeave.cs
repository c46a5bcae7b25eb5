using NodaTime;

namespace KoSales.Domain.Agents;

/// <summary>Leave that begins and ends by itself, and leaving for good.</summary>
public static class AgentLeave
{
    /// <summary>The leave of that day; null on a working day.</summary>
    public static LeavePeriod? LeaveOn(this Agent agent, LocalDate day) =>
        agent.Leave.FirstOrDefault(period => period.Covers(day));

    public const string Gone = "agent.inactive";
    public const string Leaving = "agent.leaving";
    public const string Away = "agent.on_leave";

    /// <summary>Why the agent is given no work on that day: one of the codes above; null for who may be
    /// given some.</summary>
    public static string? WhyNoWork(this Agent agent, LocalDate day)
    {
        if (!agent.MayLogIn)
            return Gone;
        if (agent.LeavingAt is not null)
            return Leaving;
        return agent.IsAvailableOn(day) ? null : Away;
    }

    /// <summary>The same as a fault of the member that names the agent.</summary>
    /// <param name="pointer">Such as <c>/agent_id</c>.</param>
    public static Fault? ObjectionToWork(this Agent agent, LocalDate day, string pointer) =>
        agent.WhyNoWork(day) switch
        {
            null => null,
            Leaving => Fault.Invalid(
                pointer,
                "agent.leaving",
                "This agent is about to leave and is given nothing any more; choose somebody else."
            ),
            Away => Fault.Invalid(
                pointer,
                "agent.on_leave",
                "This agent is on leave; choose somebody else, such as whoever stands in."
            ),
            _ => Fault.Invalid(pointer, "agent.inactive", "This agent no longer works here."),
        };

    /// <summary>Given nothing more; inactive once nothing is owned any more.</summary>
    public static Verdict<Agent> BeginLeaving(this Agent agent, Command command) =>
        agent.Status == AgentStatus.Inactive
            ? Fault.Conflict("agent.inactive", "This agent no longer works here.")
            : agent.Next(command) with
            {
                Status = AgentStatus.OnLeave,
                AwayByLeave = false,
                LeavingAt = command.Now,
            };

    /// <summary>The writer refuses it while something is owned. An agent who is to stay after all is left
    /// alone.</summary>
    public static Verdict<Agent> EndLeaving(this Agent agent, Command command) =>
        agent.LeavingAt is null
            ? Fault.Conflict("agent.not_leaving", "This agent is not about to leave.")
            : agent.WithSessionsEnded().Next(command) with
            {
                Status = AgentStatus.Inactive,
                LeavingAt = null,
            };

    /// <summary>The agent as the day has it; the agent itself when nothing changes. A status that somebody
    /// set by hand outside any leave stays.</summary>
    public static Agent FollowLeave(this Agent agent, LocalDate day) =>
        (agent.Status, agent.IsAwayOn(day)) switch
        {
            (AgentStatus.Active, true) => agent with
            {
                Status = AgentStatus.OnLeave,
                AwayByLeave = true,
            },
            (AgentStatus.OnLeave, false) when agent.AwayByLeave => agent with
            {
                Status = AgentStatus.Active,
                AwayByLeave = false,
            },
            (AgentStatus.Active or AgentStatus.OnLeave or AgentStatus.Inactive, _) => agent,
        };
}
