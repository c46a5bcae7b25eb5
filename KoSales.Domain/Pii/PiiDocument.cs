using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Domain.Pii;

[JsonConverter(typeof(EntityIdConverter<PiiId>))]
public readonly record struct PiiId(string Value) : IEntityId<PiiId>
{
    public static IdFormat Format { get; } = new("piis", "PII-");

    public static PiiId Of(string value) => new(value);

    public override string ToString() => Value;
}

/// <summary>The personal data of one subject as it is stored: every value as ciphertext under the subject's
/// own key, beside masks and blind indexes.</summary>
/// <remarks>Ciphertext members read <c>v1:{generation of the subject's key}:{base64url of nonce, cipher,
/// tag}</c>; see docs/pii.md.</remarks>
public sealed record PiiDocument : Document
{
    public required PiiId Id { get; init; }

    /// <summary>The records that are about this person or business; the first is the one it came
    /// with.</summary>
    public required IReadOnlyList<EntityRef> Subject { get; init; }

    public string? FullName { get; init; }

    public IReadOnlyList<EncryptedPhone> Phones
    {
        get;
        init => field = value ?? [];
    } = [];

    public IReadOnlyList<EncryptedEmail> Emails
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Each a whole address as one ciphertext.</summary>
    public IReadOnlyList<string> Addresses
    {
        get;
        init => field = value ?? [];
    } = [];

    public string? Gstin { get; init; }

    public string? GstinMasked { get; init; }

    public string? Pan { get; init; }

    public string? PanMasked { get; init; }

    public string? AadhaarLast4 { get; init; }

    public string? DateOfBirth { get; init; }

    public IReadOnlyList<string> PhoneIndex
    {
        get;
        init => field = value ?? [];
    } = [];

    public IReadOnlyList<string> EmailIndex
    {
        get;
        init => field = value ?? [];
    } = [];

    public string? GstinIndex { get; init; }

    public string? PanIndex { get; init; }

    /// <summary>Append-only; what holds now is <see cref="ConsentLedger.Allows"/>.</summary>
    public IReadOnlyList<ConsentEntry> Consents
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>The subject with which it was found to be the same: erased together with it. Null for
    /// none.</summary>
    public string? MergedInto { get; init; }

    /// <summary>Set: the subject's key is destroyed and this is a tombstone. Null: alive.</summary>
    public Instant? ErasedAt { get; init; }

    public string? ErasedReason { get; init; }

    /// <summary>The fields that hold something.</summary>
    [JsonIgnore]
    public IEnumerable<PiiField> Held => Enum.GetValues<PiiField>().Where(Holds);

    [JsonIgnore]
    public override string Key => Id.Value;

    [JsonIgnore]
    public bool IsErased => ErasedAt is not null;

    public bool Holds(PiiField field) =>
        field switch
        {
            PiiField.FullName => FullName is not null,
            PiiField.Phones => Phones.Count > 0,
            PiiField.Emails => Emails.Count > 0,
            PiiField.Addresses => Addresses.Count > 0,
            PiiField.Gstin => Gstin is not null,
            PiiField.Pan => Pan is not null,
            PiiField.AadhaarLast4 => AadhaarLast4 is not null,
            PiiField.DateOfBirth => DateOfBirth is not null,
        };

    /// <summary>Whether it holds what another one holds, value by value as it was encrypted.</summary>
    public bool HoldsSame(PiiDocument other) =>
        (FullName, Gstin, Pan, AadhaarLast4, DateOfBirth)
            == (other.FullName, other.Gstin, other.Pan, other.AadhaarLast4, other.DateOfBirth)
        && Phones.SequenceEqual(other.Phones)
        && Emails.SequenceEqual(other.Emails)
        && Addresses.SequenceEqual(other.Addresses);

    /// <summary>With what an earlier version of the same document held.</summary>
    public PiiDocument Holding(PiiDocument earlier) =>
        this with
        {
            FullName = earlier.FullName,
            Phones = earlier.Phones,
            Emails = earlier.Emails,
            Addresses = earlier.Addresses,
            Gstin = earlier.Gstin,
            GstinMasked = earlier.GstinMasked,
            GstinIndex = earlier.GstinIndex,
            Pan = earlier.Pan,
            PanMasked = earlier.PanMasked,
            PanIndex = earlier.PanIndex,
            AadhaarLast4 = earlier.AadhaarLast4,
            DateOfBirth = earlier.DateOfBirth,
            PhoneIndex = earlier.PhoneIndex,
            EmailIndex = earlier.EmailIndex,
        };

    /// <summary>The same content as the next version, written by the command.</summary>
    public PiiDocument Next(Command command) =>
        this with
        {
            Version = Version + 1,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };
}

/// <param name="E164">Ciphertext.</param>
public sealed record EncryptedPhone(
    string E164,
    string Masked,
    PhoneKind Kind,
    bool Primary,
    Instant? VerifiedAt
);

/// <param name="Address">Ciphertext.</param>
public sealed record EncryptedEmail(
    string Address,
    string Masked,
    bool Primary,
    Instant? VerifiedAt
);

/// <summary>A subject's data key, wrapped by a key-encryption key. Kept apart from the data: without this
/// row the ciphertext is noise, in every copy.</summary>
public sealed record SubjectKey : Document
{
    public required PiiId Id { get; init; }

    /// <summary>Which key-encryption key wraps it.</summary>
    public required string KeyId { get; init; }

    /// <summary>Base64url of nonce, wrapped key, tag.</summary>
    public required string Wrapped { get; init; }

    [JsonIgnore]
    public override string Key => Id.Value;
}

[JsonSerializable(typeof(PiiDocument))]
[JsonSerializable(typeof(SubjectKey))]
[JsonSerializable(typeof(PiiAccess))]
[JsonSerializable(typeof(RevealQuota))]
internal sealed partial class PiiJson : JsonSerializerContext;

public static class Piis
{
    private static readonly PiiJson Json = new(DocumentJson.NewOptions());

    public static readonly Collection<PiiDocument> Collection = new(
        "piis",
        () => Json.PiiDocument,
        new IndexSpec("piis_phone", "phone_index") { Multikey = true },
        new IndexSpec("piis_email", "email_index") { Multikey = true },
        new IndexSpec("piis_gstin", "gstin_index") { Where = Filter.Present("gstin_index") },
        new IndexSpec("piis_pan", "pan_index") { Where = Filter.Present("pan_index") },
        new IndexSpec("piis_merged_into", "merged_into") { Where = Filter.Present("merged_into") }
    );

    /// <summary>Backed up apart from everything else, and for days only: a backup of this is what an
    /// erasure cannot reach.</summary>
    public static readonly Collection<SubjectKey> Keys = new(
        "pii_keys",
        () => Json.SubjectKey,
        new IndexSpec("pii_keys_key", "key_id")
    );

    public static readonly Collection<PiiAccess> AccessLog = new(
        "pii_access_log",
        () => Json.PiiAccess,
        new IndexSpec("pii_access_at", "-at"),
        new IndexSpec("pii_access_pii_at", "pii_id", "-at"),
        new IndexSpec("pii_access_agent_at", "agent_id", "-at")
    );

    public static readonly Collection<RevealQuota> Quotas = new(
        "pii_reveal_quotas",
        () => Json.RevealQuota,
        new IndexSpec("pii_reveal_quotas_expiry", "window_end") { ExpireAfterSeconds = 3600 }
    );

    public static readonly IReadOnlyList<Collection> All = [Collection, Keys, AccessLog, Quotas];
}
