using System.Text.Json.Serialization;
using KoSales.Domain.Pii;
using NodaTime;

namespace KoSales.Domain.Documents;

/// <summary><c>DOC-1</c> for the first.</summary>
[JsonConverter(typeof(EntityIdConverter<TypedDocumentId>))]
public readonly record struct TypedDocumentId(string Value) : IEntityId<TypedDocumentId>
{
    public static IdFormat Format { get; } = new("documents", "DOC-");

    public static TypedDocumentId Of(string value) => new(value);

    public override string ToString() => Value;
}

/// <summary>Where a document is in its life.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DocumentStatus>))]
public enum DocumentStatus
{
    /// <summary>Known by its number; the file has not come, or was refused.</summary>
    [JsonStringEnumMemberName("pending")]
    Pending,

    /// <summary>The file was uploaded and checked, and waits for somebody else to look at it.</summary>
    [JsonStringEnumMemberName("in_review")]
    InReview,

    /// <summary>Somebody other than the uploader found it good.</summary>
    [JsonStringEnumMemberName("verified")]
    Verified,

    /// <summary>Verified, and within the last days of its validity.</summary>
    [JsonStringEnumMemberName("expiring")]
    Expiring,

    /// <summary>Its last day has passed.</summary>
    [JsonStringEnumMemberName("expired")]
    Expired,

    [JsonStringEnumMemberName("rejected")]
    Rejected,

    /// <summary>A later one that was verified stands in its place.</summary>
    [JsonStringEnumMemberName("superseded")]
    Superseded,
}

/// <summary>A document about a subject of personal data: its number as ciphertext, its file encrypted under
/// the subject's key.</summary>
public sealed record TypedDocument : Document
{
    public required TypedDocumentId Id { get; init; }

    public required PiiId PiiId { get; init; }

    public required DocumentType Type { get; init; }

    public DocumentStatus Status { get; init; }

    /// <summary>Ciphertext under the subject's key; null for none.</summary>
    public string? Number { get; init; }

    public string? NumberMasked { get; init; }

    /// <summary>Blind index of type and number; null for numbers that no duplicates are looked for
    /// by.</summary>
    public string? NumberIndex { get; init; }

    /// <summary>The authority; not personal data.</summary>
    public string? Issuer { get; init; }

    public LocalDate? IssuedOn { get; init; }

    /// <summary>The first day of validity.</summary>
    public LocalDate? ValidFrom { get; init; }

    /// <summary>The last day of validity, in company time; null for a document that does not
    /// end.</summary>
    public LocalDate? ValidTo { get; init; }

    /// <summary>Where the file is awaited; null when it came, or when a new address must be asked
    /// for.</summary>
    public AwaitedUpload? Upload { get; init; }

    public DocumentFile? File { get; init; }

    public string? UploadedBy { get; init; }

    public Instant? UploadedAt { get; init; }

    public string? ReviewedBy { get; init; }

    public Instant? ReviewedAt { get; init; }

    public string? RejectionReason { get; init; }

    /// <summary>The document that it takes the place of once it is verified.</summary>
    public string? Supersedes { get; init; }

    public string? SupersededBy { get; init; }

    /// <summary>Not on the wire: when the next rung of <see cref="ExpiryLadder"/> is due; null for
    /// never.</summary>
    public Instant? LadderAt { get; init; }

    /// <summary>Not on the wire: days left at the last rung that was told of.</summary>
    public int? Rung { get; init; }

    /// <summary>The task to have it renewed; null until there was one.</summary>
    public string? RenewalTaskId { get; init; }

    /// <summary>Set: the subject was erased, and number and file with it.</summary>
    public Instant? ErasedAt { get; init; }

    [JsonIgnore]
    public override string Key => Id.Value;

    /// <summary>Whether it proves what it says.</summary>
    [JsonIgnore]
    public bool IsProof => Status is DocumentStatus.Verified or DocumentStatus.Expiring;

    /// <summary>What the subject's key authenticates for one of its values.</summary>
    public string PathOf(string member) => $"documents/{Id.Value}/{member}";
}

/// <param name="Name">In the file store.</param>
public sealed record AwaitedUpload(string Name, Instant ExpiresAt);

/// <param name="Name">In the file store.</param>
/// <param name="Size">Bytes of the content.</param>
/// <param name="Key">The file's own key, as ciphertext under the subject's.</param>
/// <param name="ContentIndex">Keyed digest of the content, by which the same file is found again.</param>
public sealed record DocumentFile(
    string Name,
    string Mime,
    long Size,
    string Key,
    string ContentIndex
);

[JsonSerializable(typeof(TypedDocument))]
internal sealed partial class TypedDocumentJson : JsonSerializerContext;
