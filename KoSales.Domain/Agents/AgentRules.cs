using NodaTime;

namespace KoSales.Domain.Agents;

/// <summary>What must hold for any agent, whoever writes it. Faults point into the request body.</summary>
public static class AgentRules
{
    public const int LongestLeaveDays = 366;

    public static IEnumerable<Fault> Check(Agent agent) =>
        [
            .. Roles(agent.Roles),
            .. Leave(agent.Leave, agent.Id),
            .. Limits(agent.Capacity),
            .. Manager(agent),
        ];

    private static IEnumerable<Fault> Roles(IReadOnlyList<Role> roles)
    {
        if (roles.Count == 0)
            yield return Fault.Invalid(
                "/roles",
                "agent.no_role",
                "An agent has at least one role."
            );
        if (roles.Distinct().Count() != roles.Count)
            yield return Fault.Invalid("/roles", "agent.role_twice", "A role is named once.");
        if (roles.Count > 1 && (roles.Contains(Role.Auditor) || roles.Contains(Role.Integration)))
            yield return Fault.Invalid(
                "/roles",
                "agent.roles_exclusive",
                "Auditor and integration see everything, so they go with no other role."
            );
    }

    private static IEnumerable<Fault> Leave(IReadOnlyList<LeavePeriod> leave, AgentId? self)
    {
        foreach (var (i, period) in leave.Index())
        {
            var pointer = $"/leave/{i}";
            foreach (var fault in Length(period, pointer))
                yield return fault;
            if (period.DelegateTo == self && self is not null)
                yield return Fault.Invalid(
                    $"{pointer}/delegate_to",
                    "agent.own_delegate",
                    "Nobody stands in for themselves."
                );
            if (leave.Take(i).Any(period.Overlaps))
                yield return Fault.Invalid(
                    pointer,
                    "agent.leave_overlaps",
                    "This leave overlaps an earlier one; join the two."
                );
        }
    }

    private static IEnumerable<Fault> Length(LeavePeriod period, string pointer)
    {
        if (period.To < period.From)
            yield return Fault.Invalid(
                $"{pointer}/to",
                "agent.leave_backwards",
                "A leave ends on or after the day it begins."
            );
        else if (Period.DaysBetween(period.From, period.To) >= LongestLeaveDays)
            yield return Fault.Invalid(
                $"{pointer}/to",
                "agent.leave_too_long",
                $"A leave is at most {LongestLeaveDays} days; deactivate the agent instead."
            );
    }

    private static IEnumerable<Fault> Limits(Capacity capacity)
    {
        if (capacity.Weight is <= 0 or > 100)
            yield return Fault.Invalid(
                "/capacity/weight",
                "agent.weight_out_of_range",
                "A weight is above 0 and at most 100."
            );
        if (capacity.MaxOpenLeads is < 0)
            yield return Fault.Invalid(
                "/capacity/max_open_leads",
                "agent.limit_negative",
                "A limit is 0 or more; leave it out for none."
            );
        if (capacity.DailyLimit is < 0)
            yield return Fault.Invalid(
                "/capacity/daily_limit",
                "agent.limit_negative",
                "A limit is 0 or more; leave it out for none."
            );
    }

    private static IEnumerable<Fault> Manager(Agent agent)
    {
        if (agent.ManagerId == agent.Id)
            yield return Fault.Invalid(
                "/manager_id",
                "agent.own_manager",
                "Nobody is their own manager."
            );
    }
}
