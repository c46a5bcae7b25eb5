using KoSales.Domain.Agents;
using static KoSales.Tests.Agents.SomeAgent;

namespace KoSales.Tests.Agents;

public sealed class AgentRulesTests
{
    public static TheoryData<string, Func<Agent, Agent>> Broken =>
        new()
        {
            { "/roles agent.no_role", a => a with { Roles = [] } },
            { "/roles agent.role_twice", a => a with { Roles = [Role.Agent, Role.Agent] } },
            {
                "/roles agent.roles_exclusive",
                a => a with { Roles = [Role.Auditor, Role.Manager] }
            },
            {
                "/roles agent.roles_exclusive",
                a => a with { Roles = [Role.Agent, Role.Integration] }
            },
            {
                "/leave/0/to agent.leave_backwards",
                a => a with { Leave = [new(Today, Today.PlusDays(-1))] }
            },
            {
                "/leave/0/to agent.leave_too_long",
                a => a with { Leave = [new(Today, Today.PlusDays(366))] }
            },
            {
                "/leave/1 agent.leave_overlaps",
                a =>
                    a with
                    {
                        Leave =
                        [
                            new(Today, Today.PlusDays(3)),
                            new(Today.PlusDays(3), Today.PlusDays(5)),
                        ],
                    }
            },
            {
                "/capacity/weight agent.weight_out_of_range",
                a => a with { Capacity = new Capacity { Weight = 0 } }
            },
            {
                "/capacity/max_open_leads agent.limit_negative",
                a => a with { Capacity = new Capacity { MaxOpenLeads = -1 } }
            },
            {
                "/capacity/daily_limit agent.limit_negative",
                a => a with { Capacity = new Capacity { DailyLimit = -1 } }
            },
            { "/manager_id agent.own_manager", a => a with { ManagerId = a.Id } },
        };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_rule_is_named_with_its_place(string expected, Func<Agent, Agent> breaking)
    {
        var fault = Assert.Single(AgentRules.Check(breaking(Draft)));
        Assert.Equal(expected, $"{fault.Pointer} {fault.Code}");
    }

    [Fact]
    public void All_broken_rules_are_told_at_once() =>
        Assert.Equal(
            ["agent.no_role", "agent.leave_backwards", "agent.weight_out_of_range"],
            AgentRules
                .Check(
                    Draft with
                    {
                        Roles = [],
                        Leave = [new(Today, Today.PlusDays(-1))],
                        Capacity = new Capacity { Weight = 101 },
                    }
                )
                .Select(f => f.Code)
        );

    [Fact]
    public void A_year_of_leave_and_two_in_a_row_are_fine() =>
        Assert.Empty(
            AgentRules.Check(
                Draft with
                {
                    Leave =
                    [
                        new(Today, Today.PlusDays(365)),
                        new(Today.PlusDays(366), Today.PlusDays(366)),
                    ],
                }
            )
        );
}
