using NodaTime;

namespace KoSales.Domain.Agents;

/// <summary>What may be done to an agent, and what comes of it. Each answers with the next version of the
/// record, or why not.</summary>
public static class AgentDecisions
{
    /// <summary>A new agent. The members that nobody may give (version, load, security) are set here
    /// whatever the draft says.</summary>
    /// <param name="draft">With id, normalised e-mail and, when there is a password, its hash.</param>
    /// <param name="today">In the company's zone.</param>
    public static Verdict<Agent> Hire(Agent draft, Command command, LocalDate today)
    {
        var agent = draft with
        {
            Version = 1,
            Status = draft.IsAwayOn(today) ? AgentStatus.OnLeave : AgentStatus.Active,
            AwayByLeave = draft.IsAwayOn(today),
            Leave = InOrder(draft.Leave),
            Security = new AgentSecurity
            {
                PasswordChangedAt = draft.PasswordHash is null ? null : command.Now,
            },
            DeletedAt = null,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };
        return Checked(agent, [.. AgentRules.Check(draft)]);
    }

    /// <summary>An edit: the record as it would be. A change of roles or to or from inactive ends every
    /// session. A manager may change capacity, skills, leave and
    /// between active and on_leave, nothing else.</summary>
    public static Verdict<Agent> Edit(
        this Agent current,
        Agent proposed,
        Command command,
        LocalDate today
    )
    {
        List<Fault> faults = [.. AgentRules.Check(proposed)];
        if (!command.Actor.Is(Role.Admin))
            faults.AddRange(BeyondManager(current, proposed));

        var edited = LeaveFollowed(current, proposed, today);
        if (proposed.TeamId != current.TeamId)
            edited = edited with { TeamMovedAt = command.Now };
        if (EndsSessions(current, edited))
            edited = edited.WithSessionsEnded();
        return Checked(edited.Next(command), faults);
    }

    /// <summary>A status that is set by hand stands; leave that is changed sets it.</summary>
    private static Agent LeaveFollowed(Agent current, Agent proposed, LocalDate today)
    {
        var edited = proposed with { Leave = InOrder(proposed.Leave) };
        if (proposed.Status != current.Status)
            return edited with { AwayByLeave = false, LeavingAt = null };
        if (proposed.Leave.SequenceEqual(current.Leave))
            return edited;
        var away = edited with { AwayByLeave = proposed.Status == AgentStatus.OnLeave };
        return away.FollowLeave(today);
    }

    /// <summary>Soft: hidden and logged out, restorable.</summary>
    public static Verdict<Agent> Remove(this Agent agent, Command command) =>
        agent.WithSessionsEnded().Next(command) with
        {
            DeletedAt = command.Now,
        };

    public static Verdict<Agent> Restore(this Agent agent, Command command) =>
        agent.DeletedAt is null
            ? Fault.Conflict("agent.not_deleted", "This agent is not deleted.")
            : agent.Next(command) with
            {
                DeletedAt = null,
            };

    /// <summary>What the agent owns has followed to that team. The agent as it is, when the team has
    /// changed again since.</summary>
    public static Verdict<Agent> EndTeamMove(this Agent agent, TeamId? to, Command command) =>
        agent.TeamMovedAt is null || agent.TeamId != to
            ? Fault.Conflict("agent.moved_again", "The agent has changed the team again.")
            : agent.Next(command) with
            {
                TeamMovedAt = null,
            };

    /// <summary>True when the change takes away an administrator, so that another one must remain.</summary>
    public static bool LosesAdmin(Agent before, Agent after) =>
        before.IsWorkingAdmin && !after.IsWorkingAdmin;

    /// <summary>True when the agent stops working here: nothing may be owned any more, and nothing
    /// given.</summary>
    public static bool Leaves(Agent before, Agent after) => before.MayLogIn && !after.MayLogIn;

    /// <summary>True when an agent who had left works here again.</summary>
    public static bool Returns(Agent before, Agent after) => !before.MayLogIn && after.MayLogIn;

    /// <summary>What keeps an agent from leaving; null for an empty portfolio.</summary>
    public static Fault? PortfolioInTheWay(AgentLoad? load) =>
        load is null or { OpenLeads: 0, OpenTasks: 0 }
            ? null
            : Fault.Conflict(
                "agent.has_portfolio",
                $"This agent still owns {load.OpenLeads} open leads and {load.OpenTasks} open tasks; hand them to others first.",
                ("open_leads", load.OpenLeads),
                ("open_tasks", load.OpenTasks)
            );

    private static bool EndsSessions(Agent before, Agent after) =>
        !before.Roles.Order().SequenceEqual(after.Roles.Order())
        || (before.Status == AgentStatus.Inactive) != (after.Status == AgentStatus.Inactive);

    private static IEnumerable<Fault> BeyondManager(Agent current, Agent proposed)
    {
        (string Member, bool IsChanged)[] reserved =
        [
            ("name", proposed.Name != current.Name),
            ("email", proposed.Email != current.Email),
            ("phone", proposed.PhoneMasked != current.PhoneMasked),
            ("roles", !proposed.Roles.SequenceEqual(current.Roles)),
            ("team_id", proposed.TeamId != current.TeamId),
            ("manager_id", proposed.ManagerId != current.ManagerId),
            ("calendar_id", proposed.CalendarId != current.CalendarId),
            ("status", IsInactiveNowOrThen(current, proposed)),
        ];
        return reserved.Where(r => r.IsChanged).Select(r => Reserved(r.Member));
    }

    private static bool IsInactiveNowOrThen(Agent current, Agent proposed) =>
        proposed.Status != current.Status
        && (proposed.Status == AgentStatus.Inactive || current.Status == AgentStatus.Inactive);

    private static Fault Reserved(string member) =>
        new(
            FaultKind.Forbidden,
            "agent.reserved_for_admin",
            $"Only an administrator changes {member} of an agent like this.",
            "/" + member
        );

    private static IReadOnlyList<LeavePeriod> InOrder(IReadOnlyList<LeavePeriod> leave) =>
        [.. leave.OrderBy(l => l.From)];

    private static Verdict<Agent> Checked(Agent agent, List<Fault> faults) =>
        faults.Count == 0 ? agent : Verdict<Agent>.Refuse(faults);
}
