using KoSales.Domain.Agents;
using NodaTime;
using static KoSales.Tests.Agents.SomeAgent;

namespace KoSales.Tests.Agents;

public sealed class AgentDecisionsTests
{
    private static readonly Agent Asha = Hired();

    [Fact]
    public void What_nobody_may_give_is_set_by_hiring_itself()
    {
        var draft = Draft with
        {
            Version = 9,
            Security = new AgentSecurity { TokenEpoch = 99 },
            DeletedAt = Now,
            Status = AgentStatus.Inactive,
            CreatedBy = "x",
        };

        var hired = AgentDecisions.Hire(draft, ByAdmin, Today).Value;

        Assert.Equal(
            (1, 1, AgentStatus.Active, "A0-0001"),
            (hired.Version, hired.Security.TokenEpoch, hired.Status, hired.CreatedBy)
        );
        Assert.Null(hired.DeletedAt);
        Assert.Equal(Now, hired.Security.PasswordChangedAt);
    }

    [Fact]
    public void Somebody_hired_during_a_leave_is_on_leave() =>
        Assert.Equal(
            AgentStatus.OnLeave,
            Hired(a => a with { Leave = [new LeavePeriod(Today, Today)] }).Status
        );

    [Fact]
    public void An_edit_is_the_next_version_by_its_actor()
    {
        var edited = Asha.Edit(Asha with { Name = "Asha V." }, ByAdmin, Today).Value;

        Assert.Equal(
            (2, "Asha V.", "A0-0001", Now),
            (edited.Version, edited.Name, edited.UpdatedBy, edited.UpdatedAt)
        );
        Assert.Equal(Asha.Security.TokenEpoch, edited.Security.TokenEpoch);
    }

    [Fact]
    public void A_change_of_roles_ends_every_session() =>
        Assert.Equal(
            2,
            Asha.Edit(
                Asha with
                {
                    Roles = [Role.Manager],
                },
                ByAdmin,
                Today
            ).Value.Security.TokenEpoch
        );

    [Fact]
    public void Roles_in_another_order_are_the_same_roles()
    {
        var both = Hired(a => a with { Roles = [Role.Manager, Role.Agent] });
        Assert.Equal(
            1,
            both.Edit(
                both with
                {
                    Roles = [Role.Agent, Role.Manager],
                },
                ByAdmin,
                Today
            ).Value.Security.TokenEpoch
        );
    }

    [Fact]
    public void Deactivation_ends_every_session_and_so_does_coming_back()
    {
        var gone = Asha.Edit(Asha with { Status = AgentStatus.Inactive }, ByAdmin, Today).Value;
        Assert.Equal((2, false), (gone.Security.TokenEpoch, gone.MayLogIn));
        Assert.Equal(
            3,
            gone.Edit(
                gone with
                {
                    Status = AgentStatus.Active,
                },
                ByAdmin,
                Today
            ).Value.Security.TokenEpoch
        );
    }

    [Fact]
    public void A_removed_agent_cannot_log_in_until_restored()
    {
        var removed = Asha.Remove(ByAdmin).Value;
        Assert.Equal(
            (Now, false, 2),
            (removed.DeletedAt, removed.MayLogIn, removed.Security.TokenEpoch)
        );
        Assert.True(removed.Restore(ByAdmin).Value.MayLogIn);
        Assert.Equal("agent.not_deleted", Assert.Single(Asha.Restore(ByAdmin).Faults).Code);
    }

    [Fact]
    public void A_leave_that_covers_today_changes_the_status_and_taking_it_back_too()
    {
        var away = Asha.Edit(
            Asha with
            {
                Leave = [new LeavePeriod(Today.PlusDays(-1), Today.PlusDays(1))],
            },
            ByAdmin,
            Today
        ).Value;
        Assert.Equal(AgentStatus.OnLeave, away.Status);
        Assert.Equal(
            AgentStatus.Active,
            away.Edit(away with { Leave = [] }, ByAdmin, Today).Value.Status
        );
    }

    [Fact]
    public void A_leave_does_not_bring_back_who_is_inactive()
    {
        var gone = Asha.Edit(Asha with { Status = AgentStatus.Inactive }, ByAdmin, Today).Value;
        Assert.Equal(
            AgentStatus.Inactive,
            gone.Edit(
                gone with
                {
                    Leave = [new LeavePeriod(Today, Today)],
                },
                ByAdmin,
                Today
            ).Value.Status
        );
    }

    [Fact]
    public void An_agent_is_available_outside_leaves_only()
    {
        var later = Asha.Edit(
            Asha with
            {
                Leave = [new LeavePeriod(Today.PlusDays(2), Today.PlusDays(3))],
            },
            ByAdmin,
            Today
        ).Value;
        Assert.True(later.IsAvailableOn(Today.PlusDays(1)));
        Assert.False(later.IsAvailableOn(Today.PlusDays(2)));
        Assert.False(later.IsAvailableOn(Today.PlusDays(3)));
        Assert.True(later.IsAvailableOn(Today.PlusDays(4)));
    }

    [Fact]
    public void A_manager_changes_capacity_skills_and_leave()
    {
        var proposed = Asha with
        {
            Capacity = new Capacity { DailyLimit = 5 },
            Skills = new Skills { Languages = ["hi"] },
            Leave = [new LeavePeriod(Today, Today)],
        };
        var edited = Asha.Edit(proposed, ByManager, Today).Value;
        Assert.Equal((5, AgentStatus.OnLeave), (edited.Capacity.DailyLimit, edited.Status));
    }

    public static TheoryData<string, Func<Agent, Agent>> ReservedForAdmin =>
        new()
        {
            { "/name", a => a with { Name = "x" } },
            { "/email", a => a with { Email = "x@example.in" } },
            { "/phone", a => a with { PhoneMasked = "+91******1111" } },
            { "/roles", a => a with { Roles = [Role.Admin] } },
            { "/team_id", a => a with { TeamId = TeamId.Of("TM-2") } },
            { "/manager_id", a => a with { ManagerId = AgentId.Of("A0-0009") } },
            { "/calendar_id", a => a with { CalendarId = "CAL-2" } },
            { "/status", a => a with { Status = AgentStatus.Inactive } },
        };

    [Theory]
    [MemberData(nameof(ReservedForAdmin))]
    public void A_manager_changes_nothing_else(string pointer, Func<Agent, Agent> change)
    {
        var fault = Assert.Single(Asha.Edit(change(Asha), ByManager, Today).Faults);
        Assert.Equal((pointer, FaultKind.Forbidden), (fault.Pointer, fault.Kind));
    }

    [Fact]
    public void Losing_an_administrator_is_told_from_any_other_change()
    {
        var admin = Hired(a => a with { Roles = [Role.Admin] });
        Assert.True(AgentDecisions.LosesAdmin(admin, admin with { Roles = [Role.Manager] }));
        Assert.True(AgentDecisions.LosesAdmin(admin, admin with { Status = AgentStatus.Inactive }));
        Assert.True(AgentDecisions.LosesAdmin(admin, admin with { DeletedAt = Now }));
        Assert.False(
            AgentDecisions.LosesAdmin(
                admin,
                admin with
                {
                    Name = "x",
                    Status = AgentStatus.OnLeave,
                }
            )
        );
        Assert.False(AgentDecisions.LosesAdmin(Asha, Asha with { DeletedAt = Now }));
    }

    [Fact]
    public void A_new_password_unlocks_and_ends_every_session()
    {
        var locked = Asha with
        {
            Security = Asha.Security with
            {
                FailedLogins = 9,
                LockedUntil = Now + Duration.FromHours(1),
            },
        };
        var changed = locked.WithPassword("other", Now);
        Assert.Equal(
            ("other", 0, null, 2, Now),
            (
                changed.PasswordHash,
                changed.Security.FailedLogins,
                changed.Security.LockedUntil,
                changed.Security.TokenEpoch,
                changed.Security.PasswordChangedAt
            )
        );
    }
}
