namespace KoSales.Domain.Planning;

/// <param name="SkillsMatching">False: anybody may have any record.</param>
/// <param name="Seed">Decides ties; the same input and seed give the same plan.</param>
public sealed record PlanOptions(PlanStrategy Strategy, bool SkillsMatching, long Seed);

/// <summary>Where a record stands in a plan; all that has to be kept of it between counting and
/// dealing.</summary>
/// <param name="Class">Index of the class of records that the same agents serve.</param>
/// <param name="Sticky">Index of the candidate who knew it before; -1 for none.</param>
public readonly record struct PlanTicket(int Class, int Sticky);

/// <summary>The first pass over the records: counts them by who may have them. Keeps nothing of a single
/// record.</summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class Demand
{
    private readonly Dictionary<PlanTraits, int> _classOf = [];
    private readonly Dictionary<string, int> _classByAgents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _index;
    private readonly List<DemandClass> _classes = [];

    public Demand(IEnumerable<Candidate> candidates, PlanOptions options)
    {
        Options = options;
        Candidates =
        [
            .. candidates
                .OrderBy(c => SeededOrder.Rank(options.Seed, c.AgentId))
                .ThenBy(c => c.AgentId, StringComparer.Ordinal),
        ];
        _index = Candidates
            .Select((c, i) => (c.AgentId, i))
            .ToDictionary(p => p.AgentId, p => p.i, StringComparer.Ordinal);
    }

    /// <summary>In the order in which ties are broken.</summary>
    public IReadOnlyList<Candidate> Candidates { get; }

    public PlanOptions Options { get; }

    internal IReadOnlyList<DemandClass> Classes => _classes;

    public PlanTicket Add(PlanItem item)
    {
        var ticket = new PlanTicket(
            ClassOf(Options.SkillsMatching ? item.Traits : PlanTraits.None),
            StickyOf(item)
        );
        _classes[ticket.Class].Count(ticket.Sticky);
        return ticket;
    }

    private int StickyOf(PlanItem item) =>
        item.Sticky is not null && _index.TryGetValue(item.Sticky, out var index) ? index : -1;

    private int ClassOf(PlanTraits traits)
    {
        if (_classOf.TryGetValue(traits, out var known))
            return known;
        int[] agents = [.. Enumerable.Range(0, Candidates.Count).Where(i => Serves(i, traits))];
        var key = string.Join(',', agents);
        if (!_classByAgents.TryGetValue(key, out var index))
        {
            index = _classes.Count;
            _classByAgents.Add(key, index);
            _classes.Add(new DemandClass(index, agents, traits));
        }

        return _classOf[traits] = index;
    }

    private bool Serves(int candidate, PlanTraits traits) =>
        !Options.SkillsMatching
        || SkillMatch.Lacks(Candidates[candidate].Skills, traits).Count == 0;
}

/// <summary>Records that the same agents may have.</summary>
/// <param name="Example">Traits of the first of them.</param>
internal sealed record DemandClass(int Index, int[] Agents, PlanTraits Example)
{
    public Dictionary<int, long> StickyCounts { get; } = [];

    public long Total { get; private set; }

    public void Count(int sticky)
    {
        Total++;
        if (sticky >= 0)
            StickyCounts[sticky] = StickyCounts.GetValueOrDefault(sticky) + 1;
    }
}

/// <summary>An order of agents that a seed decides, the same on every machine.</summary>
internal static class SeededOrder
{
    public static ulong Rank(long seed, string id)
    {
        var hash = 14695981039346656037UL ^ (ulong)seed;
        foreach (var letter in id)
            hash = (hash ^ letter) * 1099511628211UL;
        hash ^= hash >> 33;
        hash *= 0xff51afd7ed558ccdUL;
        return hash ^ (hash >> 33);
    }
}
