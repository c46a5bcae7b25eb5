using System.Diagnostics;
using KoSales.Domain.Agents;
using KoSales.Domain.Planning;

namespace KoSales.AssignBench;

/// <summary>The pure planner alone: counting and dealing records that are in memory.</summary>
internal static class Planner
{
    private static readonly string[] States = ["23", "27", "29", "36"];

    public static void Run(BenchSize size)
    {
        var candidates = Enumerable.Range(0, size.Agents).Select(i => CandidateOf(i, size));
        PlanTraits[] traits = [.. States.Select(s => new PlanTraits("hi", s, "farmer", []))];
        var watch = Stopwatch.StartNew();
        var demand = new Demand(
            candidates,
            new PlanOptions(PlanStrategy.CapacityWeighted, SkillsMatching: true, Seed: 7)
        );
        var placed = CountAndDeal(demand, size.Leads, traits);
        Console.WriteLine(
            $"planner alone, {size.Leads:N0} records, {size.Agents} agents with skills: {placed / watch.Elapsed.TotalSeconds:N0} /s"
        );
    }

    private static int CountAndDeal(Demand demand, int leads, PlanTraits[] traits)
    {
        var tickets = new PlanTicket[leads];
        for (var i = 0; i < tickets.Length; i++)
            tickets[i] = demand.Add(new PlanItem("K0-1", traits[i % traits.Length]));
        var dealer = AssignmentPlan.Of(demand).Deal();
        return tickets.Count(t => dealer.Next(t) is not null);
    }

    private static Candidate CandidateOf(int n, BenchSize size) =>
        new(
            $"A0-{n:D4}",
            1 + (n % 4 * 0.5m),
            size.Leads,
            0,
            0,
            new Skills { States = [States[n % 4], States[(n + 1) % 4]] }
        );
}
