using KoSales.Domain.Documents;
using KoSales.Domain.Entities;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Merges;
using KoSales.Domain.Pii;
using KoSales.Functions.Pii;

namespace KoSales.Functions.Merges;

/// <summary>Finds records of one kind that may be the same somebody: one read of the vault for each kind of
/// number, three for the numbers of licences, one of the records at the same place, and one of those
/// found.</summary>
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
        await AddLicencesAsync(common, entity, cancellationToken);
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
                AddSubjects(common, held, number.Reason);
        }
    }

    /// <summary>By the numbers of its licences, whatever became of their documents, but for those that were
    /// rejected.</summary>
    private async ValueTask AddLicencesAsync(
        Commons common,
        T entity,
        CancellationToken cancellationToken
    )
    {
        var own = DocumentStore.Of(PiiId.Of(entity.PiiId));
        string[] numbers =
        [
            .. (await store.ListAsync(DocumentStore.Collection, own, cancellationToken))
                .Where(HasLicenceNumber)
                .Select(d => d.NumberIndex!)
                .Distinct(),
        ];
        if (numbers.Length == 0)
            return;
        var same = new Query(DocumentStore.Collection, DocumentStore.WithNumbers(numbers))
        {
            Limit = Most + DocumentStore.Most,
        };
        var found = await store.ListAsync(DocumentStore.Collection, same, cancellationToken);
        string[] holders =
        [
            .. found
                .Where(HasLicenceNumber)
                .Select(d => d.PiiId.Value)
                .Where(id => id != entity.PiiId)
                .Distinct(),
        ];
        foreach (var held in await store.GetManyAsync(Piis.Collection, holders, cancellationToken))
            AddSubjects(common, Piis.Collection.Read(held), DuplicateReason.LicenceNumber);
    }

    private static bool HasLicenceNumber(TypedDocument document) =>
        document is { NumberIndex: not null, ErasedAt: null }
        && document.Status != DocumentStatus.Rejected
        && document.Type.IsLicence();

    private void AddSubjects(Commons common, PiiDocument held, DuplicateReason reason)
    {
        foreach (var subject in held.Subject.Where(s => s.Type == kind.Spec.Kind))
            common.Add(subject.Id, reason);
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
