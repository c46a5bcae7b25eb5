namespace KoSales.Domain.Planning;

/// <summary>
/// Finds places for records whose agents are full: one of those passes other records on to somebody who has
/// room, who may have to pass on in turn. Afterwards
/// as many records are placed as capacity and skills allow.
/// </summary>
internal static class Rearrangement
{
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
    private static List<(int Class, int Agent)>? Way(Demand demand, PlanTable table, int from)
    {
        var cameBy = new Dictionary<int, (int Class, int Giver)>();
        var queue = new Queue<(int Class, int Giver)>([(from, -1)]);
        var seen = new HashSet<int> { from };
        while (queue.TryDequeue(out var step))
        {
            foreach (var agent in demand.Classes[step.Class].Agents)
            {
                if (!cameBy.TryAdd(agent, step))
                    continue;
                if (table.Room[agent] is null or > 0)
                    return Traced(cameBy, agent);
                foreach (var other in demand.Classes)
                {
                    if (table.Given[other.Index][agent] > 0 && seen.Add(other.Index))
                        queue.Enqueue((other.Index, agent));
                }
            }
        }

        return null;
    }

    private static List<(int Class, int Agent)> Traced(
        Dictionary<int, (int Class, int Giver)> cameBy,
        int last
    )
    {
        List<(int Class, int Agent)> way = [];
        for (var agent = last; agent >= 0; agent = cameBy[agent].Giver)
            way.Add((cameBy[agent].Class, agent));
        return way;
    }

    /// <param name="way">From the agent with room back to the first.</param>
    private static void Follow(PlanTable table, List<(int Class, int Agent)> way, long wanted)
    {
        var amount = Math.Min(wanted, table.Room[way[0].Agent] ?? long.MaxValue);
        for (var i = 0; i < way.Count - 1; i++)
            amount = Math.Min(amount, table.Given[way[i].Class][way[i + 1].Agent]);
        for (var i = 0; i < way.Count; i++)
        {
            table.Give(way[i].Class, way[i].Agent, amount);
            if (i < way.Count - 1)
                table.Give(way[i].Class, way[i + 1].Agent, -amount);
        }
    }
}
