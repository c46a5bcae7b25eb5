namespace KoSales.Domain.Storage;

/// <summary>What a batch adds to the numbers of one document, which is made when it is not there.</summary>
/// <param name="Make">The insert of the document without anything added.</param>
/// <param name="Amounts">Path → amount.</param>
public sealed record Tally(
    Collection Collection,
    string Id,
    Func<WriteOperation.Insert> Make,
    IReadOnlyDictionary<string, decimal> Amounts
)
{
    /// <summary>Path → JSON text, written with the amounts. Not written when the amounts come to
    /// nothing.</summary>
    public IReadOnlyDictionary<string, string?> Set { get; init; } =
        new Dictionary<string, string?>();

    /// <summary>The commit is refused as <see cref="CommitStatus.ConditionFailed"/> unless the document
    /// matches. Not asked when the
    /// amounts come to nothing. Null for no condition.</summary>
    public Filter? OnlyIf { get; init; }
}

/// <summary>The tallies of a batch, added up by document in the order in which the documents were first
/// named.</summary>
internal sealed class Tallies
{
    private readonly Dictionary<(string Collection, string Id), Sum> _sums = [];

    public void Add(Tally tally, Patch stamp)
    {
        if (!_sums.TryGetValue((tally.Collection.Name, tally.Id), out var sum))
            _sums[(tally.Collection.Name, tally.Id)] = sum = new Sum(tally);
        sum.Add(tally, stamp);
    }

    public void Add(Tallies others)
    {
        foreach (var sum in others._sums.Values)
        {
            foreach (var (tally, stamp) in sum.Added)
                Add(tally, stamp);
        }
    }

    public IEnumerable<WriteOperation> Operations => _sums.Values.SelectMany(s => s.Operations());

    private sealed class Sum(Tally first)
    {
        public List<(Tally Tally, Patch Stamp)> Added { get; } = [];

        public void Add(Tally tally, Patch stamp) => Added.Add((tally, stamp));

        public IEnumerable<WriteOperation> Operations()
        {
            var amounts = Amounts();
            if (amounts.Count == 0)
                yield break;
            yield return first.Make() with
            {
                IgnoreDuplicate = true,
            };
            var patch = Added[^1].Stamp with { Increment = amounts, Set = LastSet() };
            yield return OnlyIfAll(patch);
        }

        private Dictionary<string, decimal> Amounts() =>
            Added
                .SelectMany(a => a.Tally.Amounts)
                .GroupBy(a => a.Key, a => a.Value)
                .Select(g => KeyValuePair.Create(g.Key, g.Sum()))
                .Where(a => a.Value != 0)
                .ToDictionary();

        private Dictionary<string, string?> LastSet() =>
            Added
                .SelectMany(a => a.Tally.Set)
                .GroupBy(s => s.Key)
                .ToDictionary(g => g.Key, g => g.Last().Value);

        private WriteOperation.PatchWhere OnlyIfAll(Patch patch)
        {
            Filter[] conditions =
            [
                .. Added.Select(a => a.Tally.OnlyIf).OfType<Filter>().Distinct(),
            ];
            return new WriteOperation.PatchWhere(
                first.Collection,
                Filter.AllOf([Filter.Eq("id", first.Id), .. conditions]),
                patch,
                conditions.Length > 0 ? 1 : null
            );
        }
    }
}
