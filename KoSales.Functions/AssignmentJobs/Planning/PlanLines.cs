using KoSales.Domain.Assignment;
using KoSales.Domain.AssignmentJobs;
using KoSales.Domain.Planning;

namespace KoSales.Functions.AssignmentJobs.Planning;

/// <summary>The records of a plan between the two passes over them, kept small: some sixty bytes
/// each.</summary>
internal sealed class PlanLines
{
    private readonly List<Line> _lines = [];
    private readonly Numbering<PlanTraits> _traits = new();
    private readonly Numbering<string> _agents = new();
    private readonly Numbering<Holder> _holders = new();

    public int Count => _lines.Count;

    /// <summary>Records looked at, within scope or not.</summary>
    public long Members { get; set; }

    /// <summary>Reason → how many were left alone already.</summary>
    public Dictionary<string, long> Skipped { get; } = [];

    public void Add(PlanSubject subject, string? knownBy) =>
        _lines.Add(
            new Line(
                subject.Id,
                subject.Version,
                _traits.Of(subject.Traits),
                knownBy is null ? -1 : _agents.Of(knownBy),
                _holders.Of(subject.Holder)
            )
        );

    public void Skip(string reason) => Skipped[reason] = Skipped.GetValueOrDefault(reason) + 1;

    /// <summary>Counts all of them; the tickets are in their order.</summary>
    public PlanTicket[] CountInto(Demand demand)
    {
        var tickets = new PlanTicket[_lines.Count];
        for (var i = 0; i < tickets.Length; i++)
            tickets[i] = demand.Add(ItemOf(_lines[i]));
        return tickets;
    }

    /// <summary>Records next to each other, by who gets them.</summary>
    /// <param name="dealt">Indexes of lines with the index of the agent.</param>
    public IReadOnlyList<AssignmentGroup> Groups(
        IEnumerable<(int Line, int Agent)> dealt,
        IReadOnlyList<Holder> agents,
        bool withVersions
    ) =>
        [
            .. dealt
                .GroupBy(d => (d.Agent, _lines[d.Line].Holder))
                .Select(g => new AssignmentGroup(
                    g.Key.Agent,
                    _holders[g.Key.Holder],
                    agents[g.Key.Agent],
                    [.. g.Select(d => _lines[d.Line].Id)],
                    withVersions ? [.. g.Select(d => _lines[d.Line].Version)] : null
                )),
        ];

    public string IdOf(int line) => _lines[line].Id;

    public string? OwnerOf(int line) => _holders[_lines[line].Holder].OwnerId;

    private PlanItem ItemOf(Line line) =>
        new(line.Id, _traits[line.Traits], line.Sticky < 0 ? null : _agents[line.Sticky]);

    private readonly record struct Line(string Id, int Version, int Traits, int Sticky, int Holder);

    /// <summary>Equal values share one number.</summary>
    private sealed class Numbering<T>
        where T : notnull
    {
        private readonly Dictionary<T, int> _numbers = [];
        private readonly List<T> _values = [];

        public T this[int number] => _values[number];

        public int Of(T value)
        {
            if (_numbers.TryGetValue(value, out var number))
                return number;
            _numbers.Add(value, number = _values.Count);
            _values.Add(value);
            return number;
        }
    }
}
