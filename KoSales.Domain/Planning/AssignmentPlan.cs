namespace KoSales.Domain.Planning;

/// <param name="Share">What is due by the strategy within the agent's capacity, sticky records
/// included.</param>
/// <param name="Quota">The whole number that is given.</param>
/// <param name="Carry">What is owed to the agent after this plan.</param>
public sealed record PlanShare(string AgentId, decimal Share, int Quota, decimal Carry);

/// <summary>Records that go to nobody.</summary>
/// <param name="Reason">A code of <see cref="PlanReasons"/>.</param>
/// <param name="Example">Traits of the first of them.</param>
/// <param name="Agents">Who would serve them with that many more places together; empty when nobody
/// does.</param>
public sealed record Unplaced(
    string Reason,
    int Count,
    PlanTraits Example,
    IReadOnlyList<string> Agents
)
{
    /// <summary>That of the records' tickets.</summary>
    public int Class { get; init; }
}

/// <summary>Who gets how many of which records. Pure: the same demand gives the same plan.</summary>
public sealed class AssignmentPlan
{
    private readonly Demand _demand;
    private readonly PlanTable _table;

    private AssignmentPlan(Demand demand, PlanTable table) => (_demand, _table) = (demand, table);

    /// <summary>In no promised order; agents who get nothing included.</summary>
    public IReadOnlyList<PlanShare> Shares =>
        [
            .. _demand.Candidates.Select(
                (c, i) =>
                    new PlanShare(c.AgentId, _table.Due[i], (int)_table.QuotaOf(i), _table.Carry[i])
            ),
        ];

    public IReadOnlyList<Unplaced> Unplaced =>
        [.. _demand.Classes.Where(c => _table.Rest[c.Index] > 0).Select(Left)];

    /// <summary>Sticky records first, then class by class, the pickiest first; what is left over then moves
    /// others aside where that makes room.</summary>
    public static AssignmentPlan Of(Demand demand)
    {
        var table = new PlanTable(demand);
        foreach (var served in demand.Classes)
            table.Stick(served);
        foreach (var served in demand.Classes.OrderBy(c => c.Agents.Length).ThenBy(c => c.Index))
            table.Share(served);
        Rearrangement.Place(demand, table);
        return new AssignmentPlan(demand, table);
    }

    /// <summary>A dealer for one pass over the tickets, in the order in which the records are to be
    /// given.</summary>
    public PlanDealer Deal() => new(_demand, _table);

    private Unplaced Left(DemandClass served) =>
        new(
            served.Agents.Length == 0 ? PlanReasons.NoMatchingAgent : PlanReasons.NoCapacity,
            (int)_table.Rest[served.Index],
            served.Example,
            [
                .. served
                    .Agents.Select(i => _demand.Candidates[i].AgentId)
                    .Order(StringComparer.Ordinal),
            ]
        )
        {
            Class = served.Index,
        };
}
