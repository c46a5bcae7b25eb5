using FsCheck;
using FsCheck.Fluent;
using KoSales.Domain.Agents;
using KoSales.Domain.Planning;

namespace KoSales.Tests.Planning;

public sealed class PlanDealerTests
{
    private static readonly Gen<string[]> Languages = Gen.SubListOf("hi", "mr", "te")
        .Select(l => l.ToArray());

    private static readonly Gen<Case> Cases =
        from agents in (
            from languages in Languages
            from cap in Gen.Choose(0, 8)
            select (languages, cap)
        ).ListOf()
        from leads in Gen.Elements("hi", "mr", "te").ListOf()
        from seed in Gen.Choose(0, 1000)
        select new Case(
            [
                .. agents
                    .Take(5)
                    .Select(
                        (a, i) =>
                            Plans.Agent(i) with
                            {
                                CapacityLeft = a.cap,
                                Skills = new Skills { Languages = a.languages },
                            }
                    ),
            ],
            [.. leads],
            seed
        );

    [Fact]
    public void Every_record_goes_to_somebody_who_serves_it_and_every_quota_is_met_exactly() =>
        Prop.ForAll(
                Cases.ToArbitrary(),
                c =>
                {
                    var (plan, dealt) = c.Deal();
                    return dealt
                            .Zip(c.Leads)
                            .All(d =>
                                d.First is null
                                || SkillMatch
                                    .Lacks(c.AgentOf(d.First).Skills, Case.Speaks(d.Second))
                                    .Count == 0
                            )
                        && plan.Shares.All(s =>
                            dealt.Count(d => d == s.AgentId) == s.Quota
                            && s.Quota <= c.AgentOf(s.AgentId).CapacityLeft
                        )
                        && dealt.Count(d => d is null) == plan.Unplaced.Sum(u => u.Count);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void As_many_records_are_placed_as_skills_and_capacity_allow() =>
        Prop.ForAll(
                Cases.ToArbitrary(),
                c => c.Deal().Dealt.Count(d => d is not null) == MostPlaceable(c)
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void The_same_seed_gives_the_same_plan_whatever_order_the_agents_are_named_in() =>
        Prop.ForAll(
                Cases.ToArbitrary(),
                c =>
                {
                    var (plan, dealt) = c.Deal();
                    var (again, dealtAgain) = (c with { Agents = [.. c.Agents.Reverse()] }).Deal();
                    return dealt.SequenceEqual(dealtAgain)
                        && plan.Shares.SequenceEqual(again.Shares);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_quota_is_spread_evenly_over_the_order()
    {
        Case even = new(
            [Plans.Agent(0), Plans.Agent(1) with { Weight = 3 }],
            [.. Enumerable.Repeat("hi", 400)],
            1
        );
        var first = even.Deal().Dealt.Take(40).Count(d => d == "A0-0002");
        Assert.InRange(first, 9, 11);
    }

    [Fact]
    public void Who_knew_the_person_before_gets_the_record_while_there_is_room()
    {
        Candidate[] team = [Plans.Agent(0) with { CapacityLeft = 2 }, Plans.Agent(1)];
        var demand = new Demand(team, new PlanOptions(PlanStrategy.CapacityWeighted, false, 1));
        var tickets = Enumerable
            .Range(0, 5)
            .Select(i => demand.Add(Plans.Item(i, sticky: i < 3 ? "A0-0002" : null)))
            .ToList();
        var dealer = AssignmentPlan.Of(demand).Deal();
        Assert.Equal(
            ["A0-0002", "A0-0002", "A0-0003", "A0-0003", "A0-0003"],
            tickets.Select(dealer.Next)
        );
    }

    [Fact]
    public void Records_that_nobody_serves_say_so_and_full_agents_say_who_needs_room()
    {
        Candidate[] team =
        [
            Plans.Agent(0) with
            {
                CapacityLeft = 1,
                Skills = new Skills { Languages = ["hi"] },
            },
        ];
        Case c = new(team, ["hi", "hi", "te"], 1);
        var (plan, _) = c.Deal();
        var full = plan.Unplaced.Single(u => u.Reason == PlanReasons.NoCapacity);
        var unserved = plan.Unplaced.Single(u => u.Reason == PlanReasons.NoMatchingAgent);
        Assert.Equal((1, "A0-0002"), (full.Count, Assert.Single(full.Agents)));
        Assert.Equal((1, "te"), (unserved.Count, unserved.Example.Language));
        Assert.Empty(unserved.Agents);
    }

    /// <summary>Unit by unit, by augmenting paths over single records: slow and plainly right.</summary>
    private static int MostPlaceable(Case c)
    {
        var holder = new int?[c.Leads.Length];
        return Enumerable.Range(0, c.Leads.Length).Count(lead => Seat(lead, []));

        bool Seat(int lead, HashSet<int> asked)
        {
            for (var agent = 0; agent < c.Agents.Length; agent++)
            {
                if (
                    SkillMatch.Lacks(c.Agents[agent].Skills, Case.Speaks(c.Leads[lead])).Count > 0
                    || !asked.Add(agent)
                )
                    continue;
                var held = Enumerable
                    .Range(0, holder.Length)
                    .Where(l => holder[l] == agent)
                    .ToList();
                if (held.Count >= c.Agents[agent].CapacityLeft && !held.Any(l => Seat(l, asked)))
                    continue;
                holder[lead] = agent;
                return true;
            }

            return false;
        }
    }

    private sealed record Case(Candidate[] Agents, string[] Leads, int Seed)
    {
        public static PlanTraits Speaks(string language) =>
            PlanTraits.None with
            {
                Language = language,
            };

        public Candidate AgentOf(string id) => Agents.Single(a => a.AgentId == id);

        public (AssignmentPlan Plan, List<string?> Dealt) Deal()
        {
            var demand = new Demand(
                Agents,
                new PlanOptions(PlanStrategy.CapacityWeighted, true, Seed)
            );
            var tickets = Leads.Select((l, i) => demand.Add(Plans.Item(i, Speaks(l)))).ToList();
            var plan = AssignmentPlan.Of(demand);
            var dealer = plan.Deal();
            return (plan, tickets.ConvertAll(dealer.Next));
        }
    }
}
