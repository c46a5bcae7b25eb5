using KoSales.Domain.Agents;
using KoSales.Domain.Planning;
using NodaTime;

namespace KoSales.Tests.Planning;

public sealed class EligibilityTests
{
    private static readonly LocalDate Today = new(2026, 11, 22);

    private static readonly Agent Asha = new()
    {
        Id = AgentId.Of("A0-0002"),
        Name = "Asha Verma",
        Email = "asha@example.in",
        Roles = [Role.Agent],
        Capacity = new Capacity { MaxOpenLeads = 200, DailyLimit = 50 },
    };

    [Theory]
    [InlineData(0, 0, 0, 50)]
    [InlineData(180, 0, 0, 20)]
    [InlineData(180, 0, 15, 5)]
    [InlineData(0, 30, 5, 15)]
    public void Capacity_left_is_the_least_of_both_limits_less_what_is_reserved(
        int open,
        int today,
        int reserved,
        int left
    )
    {
        var eligibility = Eligibility.Of(Asha, new Holding(open, today, reserved), Today);
        Assert.Equal(left, eligibility.CapacityLeft);
        Assert.True(eligibility.TakesPart);
    }

    [Fact]
    public void Nobody_above_a_limit_takes_part_and_each_full_limit_is_named()
    {
        var eligibility = Eligibility.Of(Asha, new Holding(210, 50, 0), Today);
        Assert.Equal(0, eligibility.CapacityLeft);
        Assert.Equal([PlanReasons.OpenWorkLimit, PlanReasons.DailyLimit], eligibility.Why);
    }

    [Fact]
    public void Whoever_is_away_inactive_or_works_no_leads_takes_no_part()
    {
        var away = Asha with { Leave = [new LeavePeriod(Today, Today)] };
        var auditor = Asha with { Roles = [Role.Auditor], Status = AgentStatus.Inactive };
        Assert.Equal([PlanReasons.OnLeave], Eligibility.Of(away, new Holding(0, 0, 0), Today).Why);
        Assert.Equal(
            [PlanReasons.Inactive, PlanReasons.WorksNoLeads],
            Eligibility.Of(auditor, new Holding(0, 0, 0), Today).Why
        );
    }

    [Fact]
    public void Without_limits_there_is_no_cap() =>
        Assert.Null(
            Eligibility
                .Of(
                    Asha with
                    {
                        Capacity = new Capacity(),
                    },
                    new Holding(100_000, 1000, 1000),
                    Today
                )
                .CapacityLeft
        );
}
