using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Pii;

namespace KoSales.Functions.Pii;

/// <summary>Whom an exact phone, e-mail address or GSTIN belongs to, by the vault's blind indexes: the one
/// place that has them for records of all kinds.</summary>
public sealed class PiiSubjects(IDocumentStore store)
{
    /// <summary>The records of the first so many subjects that hold the value; secondary phones and
    /// addresses count.</summary>
    /// <param name="limit">Subjects, not records: somebody may be lead and contact.</param>
    public async ValueTask<IReadOnlyList<EntityRef>> WithAsync(
        BlindValue value,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var query = new Query(Piis.Collection, FilterOf(value)) { Limit = limit };
        return
        [
            .. (await store.QueryAsync(query, cancellationToken)).SelectMany(d =>
                SubjectsOf(d.Json)
            ),
        ];
    }

    /// <summary>Reads that one member; the ciphertexts beside it are passed over.</summary>
    private static IReadOnlyList<EntityRef> SubjectsOf(ReadOnlyMemory<byte> document)
    {
        var reader = new Utf8JsonReader(document.Span);
        while (reader.Read())
        {
            if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName)
                continue;
            var found = reader.ValueTextEquals("subject"u8);
            reader.Read();
            if (found)
                return JsonSerializer.Deserialize(
                    ref reader,
                    PiiSubjectsJson.Stored.IReadOnlyListEntityRef
                )!;
            reader.Skip();
        }

        return [];
    }

    /// <summary>What an index answers: see <see cref="Piis.Collection"/>.</summary>
    public static Filter FilterOf(BlindValue value) =>
        value.Kind switch
        {
            BlindKind.Phone => Holds("phone_index", value.Index),
            BlindKind.Email => Holds("email_index", value.Index),
            BlindKind.Gstin => Filter.Eq("gstin_index", value.Index),
            BlindKind.Pan => Filter.Eq("pan_index", value.Index),
        };

    /// <summary>The same for several phones or several e-mail addresses.</summary>
    public static Filter FilterOf(BlindKind kind, IReadOnlyCollection<string> indexes) =>
        kind switch
        {
            BlindKind.Phone => Holds("phone_index", indexes),
            BlindKind.Email => Holds("email_index", indexes),
            BlindKind.Gstin => Filter.In("gstin_index", [.. indexes]),
            BlindKind.Pan => Filter.In("pan_index", [.. indexes]),
        };

    private static Filter.Condition Holds(string field, IEnumerable<string> indexes) =>
        new(
            field,
            FilterOperator.ContainsAny,
            new FilterValue.Many([.. indexes.Select(i => new FilterValue.Text(i))])
        );

    private static Filter.Condition Holds(string field, string index) =>
        new(field, FilterOperator.ContainsAny, new FilterValue.Many([new FilterValue.Text(index)]));
}

public enum BlindKind
{
    Phone,
    Email,
    Gstin,
    Pan,
}

/// <param name="Index">Blind index of the value.</param>
public readonly record struct BlindValue(BlindKind Kind, string Index);

[JsonSerializable(typeof(IReadOnlyList<EntityRef>))]
internal sealed partial class PiiSubjectsJson : JsonSerializerContext
{
    public static readonly PiiSubjectsJson Stored = new(DocumentJson.NewOptions());
}
