using KoSales.Domain.Entities;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Merges;
using KoSales.Domain.Pii;
using KoSales.Functions.Pii;

namespace KoSales.Functions.Merges;

/// <summary>Finds records of one kind that may be the same somebody: one read of the vault for each kind of
/// number, one of the records at the same place, and one of those found.</summary>
public sealed class DuplicateFinder<T>(MergeKind<T> kind, Items items, IDocumentStore store)
    where T : PersonalEntity
{
    /// <summary>Of each read.</summary>
    private const int Most = 50;

    /// <summary>Those in the actor's scope, the surest first, at most 50.</summary>
    public async ValueTask<Verdict<DuplicatesFound>> FindAsync(
        string id,
        Actor by,
        CancellationToken cancellationToken
    )
    {
        var spec = kind.Spec;
        var found = await items.LoadAsync(spec.List, spec.Collection, id, by, cancellationToken);
        if (found.IsRefused)
            return found.Refusal;
        var entity = found.Value;
        var common = new Commons();
        await AddNumbersAsync(common, entity, cancellationToken);
        await AddNamesakesAsync(common, entity, by, cancellationToken);
        common.ByKey.Remove(id);
        var others = await store.GetManyAsync(
            spec.Collection,
            common.ByKey.Keys,
            cancellationToken
        );
        return new DuplicatesFound([
            .. others
                .Select(spec.Collection.Read)
                .Where(e => e.DeletedAt is null && EntityScope.Sees(by, e))
                .Select(e => CandidateOf(e, common.ByKey[e.Key]))
                .OrderBy(c => c.Grade)
                .ThenByDescending(c => c.Reasons.Count)
                .ThenBy(c => c.Id, StringComparer.Ordinal)
                .Take(Most),
        ]);
    }

    private async ValueTask AddNumbersAsync(
        Commons common,
        T entity,
        CancellationToken cancellationToken
    )
    {
        if (
            await store.FindAsync(Piis.Collection, entity.PiiId, cancellationToken)
            is not { } document
        )
            return;
        foreach (var number in NumbersOf(document))
        {
            var query = new Query(
                Piis.Collection,
                PiiSubjects.FilterOf(number.Kind, number.Indexes)
            )
            {
                Limit = Most,
            };
            foreach (var held in await store.ListAsync(Piis.Collection, query, cancellationToken))
            {
                foreach (var subject in held.Subject.Where(s => s.Type == kind.Spec.Kind))
                    common.Add(subject.Id, number.Reason);
            }
        }
    }

    private async ValueTask AddNamesakesAsync(
        Commons common,
        T entity,
        Actor by,
        CancellationToken cancellationToken
    )
    {
        if (entity.NameIndex is not { Count: > 0 } words || kind.PincodeOf(entity) is not { } place)
            return;
        var near = Filter.AllOf(
            Filter.Eq(kind.PincodeAt, place),
            new Filter.Condition(
                "name_index",
                FilterOperator.ContainsAny,
                new FilterValue.Many([.. words.Select(w => new FilterValue.Text(w))])
            ),
            kind.Spec.List.Base,
            kind.Spec.List.Scope(by)
        );
        var query = new Query(kind.Spec.Collection, near) { Limit = Most };
        foreach (var other in await store.ListAsync(kind.Spec.Collection, query, cancellationToken))
        {
            if (Likeness.AreAlike(words, other.NameIndex))
                common.Add(other.Key, DuplicateReason.NameAndPincode);
        }
    }

    private static IEnumerable<Numbers> NumbersOf(PiiDocument document)
    {
        if (document.GstinIndex is { } gstin)
            yield return new Numbers(DuplicateReason.Gstin, BlindKind.Gstin, [gstin]);
        if (document.PanIndex is { } pan)
            yield return new Numbers(DuplicateReason.Pan, BlindKind.Pan, [pan]);
        if (document.PhoneIndex.Count > 0)
            yield return new Numbers(DuplicateReason.Phone, BlindKind.Phone, document.PhoneIndex);
        if (document.EmailIndex.Count > 0)
            yield return new Numbers(DuplicateReason.Email, BlindKind.Email, document.EmailIndex);
    }

    private static DuplicateCandidate CandidateOf(
        T entity,
        IReadOnlyCollection<DuplicateReason> reasons
    ) =>
        new()
        {
            Id = entity.Key,
            Name = entity.ShownName,
            Grade = Likeness.GradeOf(reasons),
            Reasons = [.. reasons],
            Status = entity.StatusName,
            OwnerId = entity.OwnerId,
            CreatedAt = entity.CreatedAt,
        };

    private sealed record Numbers(
        DuplicateReason Reason,
        BlindKind Kind,
        IReadOnlyCollection<string> Indexes
    );

    /// <summary>What others have in common with the record, in the order of the reasons.</summary>
    private sealed class Commons
    {
        public Dictionary<string, SortedSet<DuplicateReason>> ByKey { get; } = [];

        public void Add(string key, DuplicateReason reason)
        {
            if (!ByKey.TryGetValue(key, out var reasons))
                ByKey[key] = reasons = [];
            reasons.Add(reason);
        }
    }
}
