using System.Collections.Concurrent;
using KoSales.Domain.Rules;

namespace KoSales.Domain.Cohorts;

/// <summary>The live cohorts of one kind of entity in memory, with the index from fields to the cohorts
/// that mention them. Immutable as seen from outside; thread-safe.</summary>
public sealed class CohortIndex
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> _byField = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> _dependents = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, CohortSelection> _selections = new(
        StringComparer.Ordinal
    );

    /// <param name="cohorts">Active ones whose rules hold.</param>
    public CohortIndex(EntityKind entity, IEnumerable<LiveCohort> cohorts)
    {
        Entity = entity;
        Cohorts = InOrder([.. cohorts]);
        for (var place = 0; place < Cohorts.Count; place++)
            Index(place);
    }

    public EntityKind Entity { get; }

    /// <summary>Each after those whose members its rule asks for.</summary>
    public IReadOnlyList<LiveCohort> Cohorts { get; }

    public bool IsEmpty => Cohorts.Count == 0;

    public LiveCohort? Find(string id) =>
        _places.TryGetValue(id, out var place) ? Cohorts[place] : null;

    /// <summary>The cohorts that a change of these fields may concern.</summary>
    /// <param name="paths">Dotted paths; null when the entity as a whole came, went or came back.</param>
    public CohortSelection Touched(IReadOnlyCollection<string>? paths)
    {
        if (paths is null)
            return _selections.GetOrAdd("*", _ => Select(Enumerable.Range(0, Cohorts.Count)));
        var key = string.Join(
            ' ',
            paths
                .Where(_byField.ContainsKey)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
        );
        return _selections.GetOrAdd(
            key,
            k => Select(k.Length == 0 ? [] : k.Split(' ').SelectMany(path => _byField[path]))
        );
    }

    /// <summary>These cohorts, as far as they are live.</summary>
    public CohortSelection Of(IEnumerable<string> ids) =>
        Select(ids.Where(_places.ContainsKey).Select(id => _places[id]));

    /// <summary>Places of the cohorts whose rules ask for members of this one.</summary>
    internal IReadOnlyList<int> Dependents(int place) =>
        _dependents.TryGetValue(Cohorts[place].Id, out var found) ? found : [];

    private CohortSelection Select(IEnumerable<int> places) =>
        new(this, [.. places.Distinct().Order()]);

    private void Index(int place)
    {
        var cohort = Cohorts[place];
        _places[cohort.Id] = place;
        foreach (var path in cohort.Rule?.Depends ?? Enumerable.Empty<string>())
            Add(_byField, path, place);
        foreach (var other in cohort.Rule?.Cohorts ?? Enumerable.Empty<string>())
            Add(_dependents, other, place);
    }

    private static void Add(Dictionary<string, List<int>> index, string key, int place)
    {
        if (!index.TryGetValue(key, out var places))
            index[key] = places = [];
        places.Add(place);
    }

    /// <summary>References first. What is left of a cycle, which the check of rules refuses, comes
    /// last.</summary>
    private static LiveCohort[] InOrder(LiveCohort[] cohorts)
    {
        var byId = cohorts.ToDictionary(c => c.Id, StringComparer.Ordinal);
        HashSet<string> seen = new(StringComparer.Ordinal);
        List<LiveCohort> ordered = new(cohorts.Length);
        foreach (var cohort in cohorts)
            Place(cohort);
        return [.. ordered];

        void Place(LiveCohort cohort)
        {
            if (!seen.Add(cohort.Id))
                return;
            foreach (var other in cohort.Rule?.Cohorts ?? Enumerable.Empty<string>())
            {
                if (byId.TryGetValue(other, out var before))
                    Place(before);
            }

            ordered.Add(cohort);
        }
    }
}

/// <summary>Cohorts to be asked about an entity, with those that may have to be asked because of the
/// answers.</summary>
public sealed class CohortSelection
{
    private readonly CohortIndex _index;

    internal CohortSelection(CohortIndex index, IReadOnlyList<int> places)
    {
        (_index, Places) = (index, places);
        Reach = Closure(index, places);
        var rules = Reach
            .Select(place => index.Cohorts[place].Rule)
            .OfType<CompiledRule>()
            .ToList();
        Plan = RulePlan.Of(rules);
        AsksForCohorts = rules.Exists(r => r.Cohorts.Count > 0);
    }

    public bool IsEmpty => Places.Count == 0;

    /// <summary>What has to be read of an entity for all of <see cref="Reach"/>.</summary>
    public RulePlan Plan { get; }

    public bool AsksForCohorts { get; }

    public IEnumerable<LiveCohort> Cohorts => Reach.Select(place => _index.Cohorts[place]);

    internal CohortIndex Index => _index;

    /// <summary>Asked in any case; ascending.</summary>
    internal IReadOnlyList<int> Places { get; }

    /// <summary><see cref="Places"/> and all that depends on them, directly or not; ascending.</summary>
    internal IReadOnlyList<int> Reach { get; }

    private static IReadOnlyList<int> Closure(CohortIndex index, IReadOnlyList<int> places)
    {
        SortedSet<int> reach = [.. places];
        Queue<int> open = new(places);
        while (open.TryDequeue(out var place))
        {
            foreach (var dependent in index.Dependents(place))
            {
                if (reach.Add(dependent))
                    open.Enqueue(dependent);
            }
        }

        return [.. reach];
    }
}
