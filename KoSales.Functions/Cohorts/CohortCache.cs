using System.Collections.Frozen;
using KoSales.Domain.Cohorts;
using KoSales.Domain.Rules;
using KoSales.Functions.Cohorts.Evaluation;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Rules;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.Cohorts;

/// <summary>All cohorts in memory, compiled once. A change by this process is seen at once; one by another
/// instance at the next look, which then compares stamps.</summary>
public sealed class CohortCache : ICustomFieldWatcher
{
    /// <summary>Stamps tell of every change; this is for a store that somebody changed by hand.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly IDocumentStore _store;
    private readonly RuleEngine _rules;
    private readonly ShortCache<CohortIndexes> _cache;
    private readonly Lock _gate = new();
    private readonly bool _isAlone; // nobody else writes to the store
    private int _evictions;
    private CohortIndexes? _known;

    public CohortCache(
        IDocumentStore store,
        RuleEngine rules,
        TimeProvider time,
        IOptions<StorageSettings> storage
    )
    {
        (_store, _rules) = (store, rules);
        _isAlone = !storage.Value.UsesMongo;
        _cache = new(time, Lifetime, LoadAsync);
    }

    /// <summary>True when it is certain without asking the store that no cohort has to be asked about
    /// anything.</summary>
    public bool IsKnownEmpty => _isAlone && Volatile.Read(ref _known) is { IsEmpty: true };

    public async ValueTask<CohortIndexes> CurrentAsync(CancellationToken cancellationToken)
    {
        var indexes = await _cache.GetAsync(cancellationToken);
        if (_isAlone || indexes.Stamp == await StampAsync(cancellationToken))
            return indexes;
        Evict();
        return await _cache.GetAsync(cancellationToken);
    }

    /// <summary>Call it after a write to cohorts or to what their rules may name.</summary>
    public void Evict()
    {
        lock (_gate)
            (_known, _evictions) = (null, _evictions + 1);
        _cache.Evict();
    }

    /// <summary>Adds to the transaction of a change what makes other instances load anew.</summary>
    public static void Stamp(WriteBatch batch, Command command) =>
        batch.Upsert(CohortStamp.Collection, CohortStamp.Of(command));

    void ICustomFieldWatcher.AddTo(WriteBatch batch, Command command) => Stamp(batch, command);

    void ICustomFieldWatcher.Changed() => Evict();

    private async ValueTask<string?> StampAsync(CancellationToken cancellationToken) =>
        (
            await _store.FindAsync(CohortStamp.Collection, CohortStamp.TheId, cancellationToken)
        )?.Value;

    private async Task<CohortIndexes> LoadAsync(CancellationToken cancellationToken)
    {
        int before;
        lock (_gate)
            before = _evictions;
        // The stamp first: a change in between makes the next look load again.
        var stamp = _isAlone ? null : await StampAsync(cancellationToken);
        var all = await _store
            .StreamAsync(Cohort.Collection, Filter.Missing("deleted_at"), cancellationToken)
            .ToListAsync(cancellationToken);
        List<CheckedCohort> found = new(all.Count);
        var indexes = new CohortIndexes(all) { Stamp = stamp };
        foreach (var cohort in all)
            found.Add(await CheckAsync(cohort, indexes, cancellationToken));
        indexes.Place(found);
        lock (_gate)
        {
            if (_evictions == before)
                _known = indexes;
        }

        return indexes;
    }

    private async ValueTask<CheckedCohort> CheckAsync(
        Cohort cohort,
        CohortIndexes indexes,
        CancellationToken cancellationToken
    )
    {
        if (cohort.Rule is not { } rule)
            return new CheckedCohort(cohort, null, []);
        var compiled = await _rules.CompileAcceptedAsync(
            cohort.Entity,
            rule,
            cohort.Reach,
            indexes.Links(cohort.Entity, cohort.Key),
            cancellationToken
        );
        return compiled.IsRefused
            ? new CheckedCohort(cohort, null, compiled.Faults)
            : new CheckedCohort(cohort, compiled.Value, []);
    }
}

/// <param name="Rule">Null for a static cohort, and for one whose rule no longer holds.</param>
/// <param name="Faults">Why the rule no longer holds.</param>
public sealed record CheckedCohort(Cohort Cohort, CompiledRule? Rule, IReadOnlyList<Fault> Faults);

/// <summary>The cohorts there are at one moment.</summary>
public sealed class CohortIndexes(IReadOnlyList<Cohort> all)
{
    private readonly FrozenDictionary<string, Cohort> _all = all.ToFrozenDictionary(
        c => c.Key,
        StringComparer.Ordinal
    );
    private FrozenDictionary<EntityKind, CohortIndex> _indexes = FrozenDictionary<
        EntityKind,
        CohortIndex
    >.Empty;

    /// <summary>Null where instances need not compare.</summary>
    public string? Stamp { get; init; }

    /// <summary>Not deleted ones.</summary>
    public IReadOnlyCollection<Cohort> All => _all.Values;

    public IReadOnlyList<CheckedCohort> Checked { get; private set; } = [];

    /// <summary>No cohort is live.</summary>
    public bool IsEmpty => _indexes.Count == 0;

    public CohortIndex Of(EntityKind kind) =>
        _indexes.GetValueOrDefault(kind) ?? new CohortIndex(kind, []);

    public Cohort? Find(string id) => _all.GetValueOrDefault(id);

    public CohortLinks Links(EntityKind kind, string? self) =>
        new(
            self,
            id =>
                _all.TryGetValue(id, out var cohort) && cohort.Entity == kind
                    ? cohort.DependsOnCohorts
                    : null
        );

    /// <summary>The cohorts whose rules ask for members of this one.</summary>
    public IReadOnlyList<string> DependentsOf(string id) =>
        [.. All.Where(c => c.DependsOnCohorts.Contains(id)).Select(c => c.Key)];

    internal void Place(IReadOnlyList<CheckedCohort> found)
    {
        Checked = found;
        _indexes = found
            .Where(c => c.Cohort.IsLive && c.Faults.Count == 0)
            .GroupBy(c => c.Cohort.Entity)
            .ToFrozenDictionary(
                g => g.Key,
                g => new CohortIndex(g.Key, g.Select(c => new LiveCohort(c.Cohort, c.Rule)))
            );
    }
}
