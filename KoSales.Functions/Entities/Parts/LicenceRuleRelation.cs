using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Documents;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Quotations.Licensing;
using KoSales.Domain.Rules;
using KoSales.Functions.Rules;
using NodaTime;

namespace KoSales.Functions.Entities.Parts;

/// <summary>What the documents of a person or business prove and until when, read off the record that shows
/// it: no query is made. Which types hold is the record's own field <c>verified_documents</c>.</summary>
/// <param name="noun">As in events: <c>contact</c>.</param>
public sealed class LicenceRuleRelation(EntityKind entity, string noun) : IRuleRelation
{
    private const string Expiring = "licences.expiring";
    private const string Expired = "licences.expired";
    private const string NextValidTo = "licences.next_valid_to";

    /// <summary>The member of the record, as its events name it.</summary>
    private const string Member = "licences";

    private static readonly RelatedFacts None = Of([]);

    public EntityKind Entity => entity;

    public IReadOnlyDictionary<string, FieldType> Fields { get; } =
        new Dictionary<string, FieldType>(
            WireNames<LicenceType>.All.Select(type =>
                KeyValuePair.Create(ValidTo(type), FieldType.Date)
            )
        )
        {
            [Expiring] = FieldType.TextList,
            [Expired] = FieldType.TextList,
            [NextValidTo] = FieldType.Date,
        }.ToFrozenDictionary();

    public IReadOnlyDictionary<string, IReadOnlyCollection<string>> Choices { get; } =
        new Dictionary<string, IReadOnlyCollection<string>>
        {
            [Expiring] = [.. WireNames<DocumentType>.All],
            [Expired] = [.. WireNames<DocumentType>.All],
        }.ToFrozenDictionary();

    /// <summary>Other events after which a record may show others say so of the record as a whole.</summary>
    public IReadOnlyCollection<string> EventTypes { get; } = [$"{noun}.updated"];

    public RelatedFacts Nothing => None;

    public IEnumerable<string> ChangedBy(OutboxEvent change) =>
        change.Changed.Contains(Member) ? Fields.Keys : [];

    public ValueTask<IReadOnlyDictionary<string, RelatedFacts>> ReadAsync(
        IReadOnlyList<RawDocument> entities,
        CancellationToken cancellationToken
    ) => new(entities.ToDictionary(e => e.Id, e => Of(Read(e).Licences ?? [])));

    private static string ValidTo(string type) => $"licences.{type}.valid_to";

    private static Licensed Read(RawDocument entity) =>
        JsonSerializer.Deserialize(entity.Json.Span, LicensedJson.Stored.Licensed)!;

    private static RelatedFacts Of(IReadOnlyList<ShownLicence> licences)
    {
        var held = licences.Where(l => l.IsProof).ToList();
        var over = licences.Where(l => l.Status == LicenceStatus.Expired);
        var facts = new RelatedFacts()
            .Add(Expiring, Types(held.Where(l => l.Status == LicenceStatus.Expiring)))
            .Add(Expired, Types(over.ExceptBy(held.Select(l => l.Type), l => l.Type)))
            .Add(NextValidTo, FieldValue.Of(held.Min(l => l.ValidTo)));
        foreach (var type in WireNames<LicenceType>.All)
            facts.Add(ValidTo(type), FieldValue.Of(LastDay(licences.Where(l => l.Type == type))));
        return facts;
    }

    private static FieldValue Types(IEnumerable<ShownLicence> licences) =>
        FieldValue.Of((string[])[.. licences.Select(l => l.Type).Distinct()]);

    /// <summary>Null when there is none, or one that does not end.</summary>
    private static LocalDate? LastDay(IEnumerable<ShownLicence> ofType) =>
        ofType.MaxBy(l => l.ValidTo ?? LocalDate.MaxIsoValue)?.ValidTo;
}

/// <summary>What is read of a record.</summary>
/// <param name="Licences">Null in records of earlier releases.</param>
internal sealed record Licensed(IReadOnlyList<ShownLicence>? Licences);

[JsonSerializable(typeof(Licensed))]
internal sealed partial class LicensedJson : JsonSerializerContext
{
    public static readonly LicensedJson Stored = new(DocumentJson.NewOptions());
}
