using KoSales.Domain.Entities;
using KoSales.Domain.Imports;
using KoSales.Functions.Leads.Bulk;
using KoSales.Functions.Pii;

namespace KoSales.Functions.Imports.Kinds;

/// <summary>An entity that is there, and what rows add to it.</summary>
internal sealed record FilledIn<T>(string Id, T From);

/// <summary>What is to be done for the rows of a chunk.</summary>
/// <param name="Outcomes">In the order of the rows.</param>
internal sealed record SortedRows<T>(
    IReadOnlyList<EntityDraft<T>> New,
    IReadOnlyList<FilledIn<T>> Filled,
    IReadOnlyList<BulkOutcome> Outcomes
)
    where T : Entity;

/// <summary>Tells the rows that are new from those whose key an entity or an earlier row of the chunk has,
/// and says what becomes of each.</summary>
/// <param name="sees">Whether the importer may change an entity; rows do not merge into others.</param>
internal sealed class RowSorting<T>(
    ImportSpec<T> spec,
    OnDuplicate onDuplicate,
    PiiVault vault,
    Func<T, bool> sees
)
    where T : Entity
{
    private static readonly BulkOutcome Created = new(BulkStatus.Created, null, []);
    private static readonly BulkOutcome Skipped = new(BulkStatus.Duplicate, null, []);
    private static readonly BulkOutcome Merged = new(BulkStatus.Merged, null, []);

    private readonly List<EntityDraft<T>> _new = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, T> _filled = new(StringComparer.Ordinal);

    /// <summary>To be called once.</summary>
    /// <param name="known">Entities that have keys of the rows.</param>
    public SortedRows<T> Of(IReadOnlyList<EntityDraft<T>> drafts, IReadOnlyList<T> known)
    {
        var there = known.ToDictionary(e => spec.Key.Read(e)!, StringComparer.Ordinal);
        BulkOutcome[] outcomes = [.. drafts.Select(d => Take(d, there))];
        return new SortedRows<T>(
            _new,
            [.. _filled.Select(f => new FilledIn<T>(f.Key, f.Value))],
            outcomes
        );
    }

    private BulkOutcome Take(EntityDraft<T> draft, Dictionary<string, T> there)
    {
        if (spec.Key.Of(draft, vault) is not { } key)
            return Add(draft);
        if (there.TryGetValue(key, out var entity))
            return Repeated(sees(entity), () => Fill(entity.Key, draft.Entity));
        if (_places.TryGetValue(key, out var place))
            return Repeated(isSeen: true, () => Fill(place, draft.Entity));
        _places[key] = _new.Count;
        return Add(draft);
    }

    private BulkOutcome Add(EntityDraft<T> draft)
    {
        _new.Add(draft);
        return Created;
    }

    private BulkOutcome Repeated(bool isSeen, Action fill)
    {
        switch (onDuplicate)
        {
            case OnDuplicate.Skip:
                return Skipped;
            case OnDuplicate.Merge when isSeen:
                fill();
                return Merged;
            default:
                return BulkOutcome.Failed(spec.Key.Duplicate);
        }
    }

    private void Fill(string id, T from) =>
        _filled[id] = _filled.TryGetValue(id, out var earlier) ? spec.Filled(earlier, from) : from;

    private void Fill(int place, T from) =>
        _new[place] = _new[place] with { Entity = spec.Filled(_new[place].Entity, from) };
}
