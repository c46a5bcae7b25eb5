namespace KoSales.Domain.Planning;

/// <summary>
/// Finds places for records whose agents are full: one of those passes other records on to somebody who has
/// room, who may have to pass on in turn. Afterwards
/// as many records are placed as capacity and skills allow.
/// </summary>
internal static class Rearrangement
{
    private const int Nobody = -1;

    public static void Place(Demand demand, PlanTable table)
    {
        foreach (var served in demand.Classes)
        {
            while (table.Rest[served.Index] > 0 && Way(demand, table, served.Index) is { } way)
                Follow(table, way, table.Rest[served.Index]);
        }
    }

    /// <summary>The shortest chain of hand-overs from the class to an agent with room: each step gives
    /// records of a class to an agent.</summary>
    private static List<HandOver>? Way(Demand demand, PlanTable table, int from)
    {
        var cameBy = new Dictionary<int, HandOver>();
        var queue = new Queue<HandOver>([new HandOver(from, Nobody)]);
        var seen = new HashSet<int> { from };
        while (queue.TryDequeue(out var step))
        {
            foreach (var agent in demand.Classes[step.Class].Agents)
            {
                if (!cameBy.TryAdd(agent, step))
                    continue;
                if (table.Room[agent] is null or > 0)
                    return Traced(cameBy, agent);
                foreach (var other in ClassesOf(agent, demand, table).Where(seen.Add))
                    queue.Enqueue(new HandOver(other, agent));
            }
        }

        return null;
    }

    /// <summary>Of what the agent could pass on.</summary>
    private static IEnumerable<int> ClassesOf(int agent, Demand demand, PlanTable table) =>
        demand.Classes.Select(c => c.Index).Where(c => table.Given[c][agent] > 0);

    private static List<HandOver> Traced(Dictionary<int, HandOver> cameBy, int last)
    {
        List<HandOver> way = [];
        for (var agent = last; agent != Nobody; agent = cameBy[agent].Agent)
            way.Add(cameBy[agent] with { Agent = agent });
        return way;
    }

    /// <param name="way">From the agent with room back to the first.</param>
    private static void Follow(PlanTable table, List<HandOver> way, long wanted)
    {
        var amount = AmountAlong(table, way, wanted);
        for (var i = 0; i < way.Count; i++)
        {
            table.Give(way[i].Class, way[i].Agent, amount);
            if (i < way.Count - 1)
                table.Give(way[i].Class, way[i + 1].Agent, -amount);
        }
    }

    private static long AmountAlong(PlanTable table, List<HandOver> way, long wanted)
    {
        var amount = Math.Min(wanted, table.Room[way[0].Agent] ?? long.MaxValue);
        for (var i = 0; i < way.Count - 1; i++)
            amount = Math.Min(amount, table.Given[way[i].Class][way[i + 1].Agent]);
        return amount;
    }

    /// <param name="Agent">While the way is looked for who gives, on the way found who gets.</param>
    private readonly record struct HandOver(int Class, int Agent);
}
