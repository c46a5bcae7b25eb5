using KoSales.Domain.Filters;
using KoSales.Domain.Kernel;
using KoSales.Domain.Pii;
using KoSales.Domain.Storage;

namespace KoSales.Functions.Pii;

/// <summary>Whom an exact phone, e-mail address or GSTIN belongs to, by the vault's blind indexes: the one place that has them for records of all kinds.</summary>
public sealed class PiiSubjects(IDocumentStore store)
{
    /// <summary>The records of the first so many subjects that hold the value; secondary phones and addresses count.</summary>
    /// <param name="limit">Subjects, not records: somebody may be lead and contact.</param>
    public async ValueTask<IReadOnlyList<EntityRef>> WithAsync(BlindValue value, int limit, CancellationToken cancellationToken)
    {
        var query = new Query(Piis.Collection, FilterOf(value)) { Limit = limit };
        return [.. (await store.ListAsync(Piis.Collection, query, cancellationToken)).SelectMany(d => d.Subject)];
    }

    /// <summary>What an index answers: see <see cref="Piis.Collection"/>.</summary>
    public static Filter FilterOf(BlindValue value) => value.Kind switch
    {
        BlindKind.Phone => Holds("phone_index", value.Index),
        BlindKind.Email => Holds("email_index", value.Index),
        BlindKind.Gstin => Filter.Eq("gstin_index", value.Index),
    };

    private static Filter.Condition Holds(string field, string index) => new(field, FilterOperator.ContainsAny, new FilterValue.Many([new FilterValue.Text(index)]));
}

public enum BlindKind
{
    Phone,
    Email,
    Gstin,
}

/// <param name="Index">Blind index of the value.</param>
public readonly record struct BlindValue(BlindKind Kind, string Index);
