using FsCheck;
using FsCheck.Fluent;
using KoSales.Domain.Agents;
using KoSales.Domain.Planning;

namespace KoSales.Tests.Planning;

public sealed class PlanShareTests
{
    private static readonly Gen<decimal> Weight = Gen.Elements(
        0.1m,
        0.5m,
        0.7m,
        1m,
        1m,
        1.25m,
        1.5m,
        2m,
        3m,
        10m
    );

    private static readonly Gen<int> Amount = Gen.OneOf(
        Gen.Choose(0, 5),
        Gen.Choose(0, 60),
        Gen.Choose(0, 5000)
    );

    [Fact]
    public void Nobody_without_a_cap_is_a_whole_record_off_the_share_in_one_plan()
    {
        var cases =
            from weights in Weight.NonEmptyListOf()
            from amount in Amount
            select (weights, amount);
        Prop.ForAll(
                cases.ToArbitrary(),
                c =>
                    Plans
                        .Of(Plans.Team(c.weights), c.amount)
                        .Shares.All(s =>
                            Math.Abs(s.Quota - Plans.Exact(c.weights, s.AgentId, c.amount)) < 1
                        )
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Nobody_without_a_cap_is_a_whole_record_off_the_shares_of_a_run_of_plans()
    {
        var cases =
            from weights in Weight.NonEmptyListOf()
            from amounts in Amount.ListOf()
            select (weights, amounts);
        Prop.ForAll(cases.ToArbitrary(), c => StaysExact([.. c.weights], c.amounts))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Three_equal_agents_take_turns_with_single_records()
    {
        var team = Plans.Team([1, 1, 1]);
        var given = new Dictionary<string, int>();
        for (var plan = 0; plan < 9; plan++)
        {
            var shares = Plans.Of(team, 1).Shares;
            foreach (var share in shares)
                given[share.AgentId] = given.GetValueOrDefault(share.AgentId) + share.Quota;
            team = Plans.After(team, shares);
        }

        Assert.All(given.Values, count => Assert.Equal(3, count));
    }

    [Fact]
    public void Caps_are_never_exceeded_and_what_a_cap_keeps_out_goes_to_the_others()
    {
        var agent =
            from weight in Weight
            from cap in Gen.OneOf(Gen.Constant((int?)null), Gen.Choose(0, 400).Select(c => (int?)c))
            select (weight, cap);
        var cases =
            from agents in agent.NonEmptyListOf()
            from amount in Amount
            from strategy in Gen.Elements(Enum.GetValues<PlanStrategy>())
            select (agents, amount, strategy);
        Prop.ForAll(
                cases.ToArbitrary(),
                c =>
                {
                    var team = c
                        .agents.Select(
                            (a, i) =>
                                Plans.Agent(i) with
                                {
                                    Weight = a.weight,
                                    CapacityLeft = a.cap,
                                }
                        )
                        .ToList();
                    var plan = Plans.Of(team, c.amount, c.strategy);
                    var room = team.Any(t => t.CapacityLeft is null)
                        ? long.MaxValue
                        : team.Sum(t => (long)t.CapacityLeft!);
                    return plan.Shares.All(s =>
                            s.Quota >= 0 && s.Quota <= (Plans.CapOf(team, s) ?? int.MaxValue)
                        )
                        && plan.Shares.Sum(s => s.Quota) == Math.Min(c.amount, room)
                        && plan.Unplaced.Sum(u => u.Count) == Math.Max(0, c.amount - room);
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void An_agent_below_its_cap_gets_its_part_of_what_the_capped_ones_leave()
    {
        Candidate[] team =
        [
            Plans.Agent(0) with
            {
                CapacityLeft = 10,
            },
            Plans.Agent(1),
            Plans.Agent(2) with
            {
                Weight = 2,
            },
        ];
        var plan = Plans.Of(team, 100);
        Assert.Equal(
            [10, 30, 60],
            team.Select(t => plan.Shares.Single(s => s.AgentId == t.AgentId).Quota)
        );
        Assert.All(plan.Shares, s => Assert.Equal(s.Quota, s.Share));
    }

    [Fact]
    public void Least_loaded_levels_open_work()
    {
        Candidate[] team =
        [
            Plans.Agent(0) with
            {
                OpenWork = 50,
            },
            Plans.Agent(1) with
            {
                OpenWork = 20,
            },
            Plans.Agent(2),
        ];
        var plan = Plans.Of(team, 41, PlanStrategy.LeastLoaded);
        var after = team.Select(t =>
                t.OpenWork + plan.Shares.Single(s => s.AgentId == t.AgentId).Quota
            )
            .ToList();
        Assert.Equal(50, after[0]);
        Assert.Equal([30, 31], after.Skip(1).Order());
    }

    [Fact]
    public void Round_robin_ignores_weights()
    {
        var plan = Plans.Of(Plans.Team([1, 5, 10]), 30, PlanStrategy.RoundRobin);
        Assert.All(plan.Shares, s => Assert.Equal(10, s.Quota));
    }

    private static bool StaysExact(IReadOnlyList<decimal> weights, IEnumerable<int> amounts)
    {
        var team = Plans.Team(weights);
        var off = team.ToDictionary(t => t.AgentId, _ => 0m);
        foreach (var amount in amounts)
        {
            var shares = Plans.Of(team, amount).Shares;
            foreach (var share in shares)
                off[share.AgentId] += share.Quota - Plans.Exact(weights, share.AgentId, amount);
            if (off.Values.Any(o => Math.Abs(o) >= 1))
                return false;
            team = Plans.After(team, shares);
        }

        return true;
    }
}

/// <summary>Small teams and plans for tests.</summary>
internal static class Plans
{
    public static Candidate Agent(int index) =>
        new($"A0-{index + 2:D4}", 1, null, 0, 0, new Skills());

    public static List<Candidate> Team(IEnumerable<decimal> weights) =>
        [.. weights.Select((w, i) => Agent(i) with { Weight = w })];

    public static List<Candidate> After(
        IEnumerable<Candidate> team,
        IReadOnlyList<PlanShare> shares
    ) => [.. team.Select(t => t with { Carry = shares.Single(s => s.AgentId == t.AgentId).Carry })];

    public static int? CapOf(IEnumerable<Candidate> team, PlanShare share) =>
        team.Single(t => t.AgentId == share.AgentId).CapacityLeft;

    public static decimal Exact(IEnumerable<decimal> weights, string agentId, int amount) =>
        amount * weights.Where((_, i) => Agent(i).AgentId == agentId).Single() / weights.Sum();

    public static AssignmentPlan Of(
        IEnumerable<Candidate> team,
        int amount,
        PlanStrategy strategy = PlanStrategy.CapacityWeighted,
        long seed = 7
    )
    {
        var demand = new Demand(team, new PlanOptions(strategy, SkillsMatching: false, seed));
        for (var i = 0; i < amount; i++)
            demand.Add(Item(i));
        return AssignmentPlan.Of(demand);
    }

    public static PlanItem Item(int index, PlanTraits? traits = null, string? sticky = null) =>
        new($"K0-{100001 + index}", traits ?? PlanTraits.None, sticky);
}
