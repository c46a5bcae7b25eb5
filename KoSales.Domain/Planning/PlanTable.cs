namespace KoSales.Domain.Planning;

/// <summary>The numbers of a plan while it is made: agents by index of the candidates, classes by their
/// index.</summary>
internal sealed class PlanTable
{
    private readonly Demand _demand;
    private readonly decimal[] _held;

    public PlanTable(Demand demand)
    {
        _demand = demand;
        var agents = demand.Candidates;
        Room = [.. agents.Select(a => a.CapacityLeft)];
        Carry = [.. agents.Select(a => EvensOutLoad ? 0 : a.Carry)];
        Due = new decimal[agents.Count];
        Rest = [.. demand.Classes.Select(c => c.Total)];
        Sticky = ByClassAndAgent(demand);
        Given = ByClassAndAgent(demand);
        _held = [.. agents.Select(a => EvensOutLoad ? (decimal)a.OpenWork : 0)];
    }

    /// <summary>Places left by agent; null for no limit.</summary>
    public int?[] Room { get; }

    /// <summary>Owed by agent.</summary>
    public decimal[] Carry { get; }

    /// <summary>By agent, before it is made whole.</summary>
    public decimal[] Due { get; }

    /// <summary>Records without a place, by class.</summary>
    public long[] Rest { get; }

    /// <summary>Records that go to who knew them, by class and agent.</summary>
    public long[][] Sticky { get; }

    /// <summary>All others, by class and agent.</summary>
    public long[][] Given { get; }

    /// <summary>What agents hold already counts, and nothing is owed from plan to plan.</summary>
    private bool EvensOutLoad => _demand.Options.Strategy == PlanStrategy.LeastLoaded;

    public long QuotaOf(int agent) => Sticky.Sum(c => c[agent]) + Given.Sum(c => c[agent]);

    public void Give(int served, int agent, long count)
    {
        Given[served][agent] += count;
        Take(served, agent, count);
    }

    public void Stick(DemandClass served)
    {
        foreach (var (agent, count) in served.StickyCounts.OrderBy(s => s.Key))
        {
            var fits = Math.Min(count, Room[agent] ?? count);
            Sticky[served.Index][agent] = fits;
            Due[agent] += fits;
            if (EvensOutLoad)
                _held[agent] += fits;
            Take(served.Index, agent, fits);
        }
    }

    public void Share(DemandClass served)
    {
        var shares = Fill.Share([.. served.Agents.Select(VesselOf)], Rest[served.Index]);
        List<(int Agent, Due Due)> sharing = [];
        foreach (var (agent, share) in served.Agents.Zip(shares))
        {
            Owe(agent, share);
            if (share == Room[agent])
                Give(served.Index, agent, (long)share);
            else if (share > 0)
                sharing.Add((agent, DueTo(agent, share)));
        }

        Round(served.Index, sharing);
    }

    private void Owe(int agent, decimal share)
    {
        Due[agent] += share;
        _held[agent] += share;
    }

    private Vessel VesselOf(int agent) => new(WeightOf(agent), _held[agent], Room[agent]);

    private Due DueTo(int agent, decimal share) =>
        new(share, Carry[agent], WeightOf(agent), Room[agent]);

    private void Round(int served, List<(int Agent, Due Due)> sharing)
    {
        var (given, carry) = Rounding.Whole(sharing.ConvertAll(s => s.Due));
        for (var i = 0; i < sharing.Count; i++)
        {
            Give(served, sharing[i].Agent, given[i]);
            if (!EvensOutLoad)
                Carry[sharing[i].Agent] = carry[i];
        }
    }

    private decimal WeightOf(int agent) =>
        _demand.Options.Strategy == PlanStrategy.CapacityWeighted
            ? _demand.Candidates[agent].Weight
            : 1;

    private static long[][] ByClassAndAgent(Demand demand) =>
        [.. demand.Classes.Select(_ => new long[demand.Candidates.Count])];

    private void Take(int served, int agent, long count)
    {
        Rest[served] -= count;
        if (Room[agent] is { } room)
            Room[agent] = room - (int)count;
    }
}
