using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KoSales.Domain.Pii;
using NodaTime;

namespace KoSales.Functions.Pii;

public sealed record RevealPii
{
    [MinLength(1), MaxLength(20)]
    public required IReadOnlyList<PiiField> Fields { get; init; }

    [StringLength(Domain.Pii.Reason.Longest)]
    public required string Reason { get; init; }
}

public sealed record ErasePii
{
    [StringLength(Domain.Pii.Reason.Longest)]
    public required string Reason { get; init; }
}

public sealed record RecordConsent
{
    [RegularExpression("[a-z][a-z0-9_]{0,39}")]
    [KeptInTheClear]
    public required string Purpose { get; init; }

    public required ConsentChannel Channel { get; init; }

    /// <summary>False withdraws it.</summary>
    public required bool Given { get; init; }

    [RegularExpression("[a-z][a-z0-9_]{0,39}")]
    [KeptInTheClear]
    public required string Source { get; init; }
}

public sealed record RewrapPii
{
    /// <summary>How many subjects to move in this call; 10,000 when absent.</summary>
    [Range(1, 100_000)]
    public int? Max { get; init; }
}

/// <summary>What is told of a PII document without a reveal: masks, which fields it holds, consents.</summary>
public sealed record PiiView
{
    public required PiiId Id { get; init; }

    public required int Version { get; init; }

    public required Instant CreatedAt { get; init; }

    public required Instant UpdatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required string UpdatedBy { get; init; }

    public required IReadOnlyList<EntityRef> Subject { get; init; }

    /// <summary>Fields that a reveal would show.</summary>
    public required IReadOnlyList<PiiField> Fields { get; init; }

    public required IReadOnlyList<MaskedPhone> Phones { get; init; }

    public required IReadOnlyList<MaskedEmail> Emails { get; init; }

    public string? GstinMasked { get; init; }

    public string? PanMasked { get; init; }

    public required IReadOnlyList<ConsentEntry> Consents { get; init; }

    public static PiiView Of(PiiDocument document) =>
        new()
        {
            Id = document.Id,
            Version = document.Version,
            CreatedAt = document.CreatedAt,
            UpdatedAt = document.UpdatedAt,
            CreatedBy = document.CreatedBy,
            UpdatedBy = document.UpdatedBy,
            Subject = document.Subject,
            Fields = [.. document.Held],
            Phones = [.. document.Phones.Select(MaskedPhone.Of)],
            Emails = [.. document.Emails.Select(MaskedEmail.Of)],
            GstinMasked = document.GstinMasked,
            PanMasked = document.PanMasked,
            Consents = document.Consents,
        };
}

public sealed record MaskedPhone(string Masked, PhoneKind Kind, bool Primary, Instant? VerifiedAt)
{
    public static MaskedPhone Of(EncryptedPhone phone) =>
        new(phone.Masked, phone.Kind, phone.Primary, phone.VerifiedAt);
}

public sealed record MaskedEmail(string Masked, bool Primary, Instant? VerifiedAt)
{
    public static MaskedEmail Of(EncryptedEmail email) =>
        new(email.Masked, email.Primary, email.VerifiedAt);
}

/// <summary>The fields asked for, in the clear; members that were not asked for or hold nothing are left
/// out.</summary>
public sealed record RevealedPii
{
    public string? FullName { get; init; }

    public IReadOnlyList<RevealedPhone>? Phones { get; init; }

    public IReadOnlyList<RevealedEmail>? Emails { get; init; }

    public IReadOnlyList<PostalAddress>? Addresses { get; init; }

    public string? Gstin { get; init; }

    public string? Pan { get; init; }

    public string? AadhaarLast4 { get; init; }

    public LocalDate? DateOfBirth { get; init; }

    public static RevealedPii Of(PersonalData data) =>
        new()
        {
            FullName = data.FullName,
            Phones = data.Phones is [] ? null : [.. data.Phones.Select(RevealedPhone.Of)],
            Emails = data.Emails is [] ? null : [.. data.Emails.Select(RevealedEmail.Of)],
            Addresses = data.Addresses is [] ? null : data.Addresses,
            Gstin = data.Gstin?.Number,
            Pan = data.Pan?.Number,
            AadhaarLast4 = data.AadhaarLast4,
            DateOfBirth = data.DateOfBirth,
        };
}

public sealed record RevealedPhone(string E164, PhoneKind Kind, bool Primary, Instant? VerifiedAt)
{
    public static RevealedPhone Of(Phone phone) =>
        new(phone.Number.E164, phone.Kind, phone.Primary, phone.VerifiedAt);
}

public sealed record RevealedEmail(string Address, bool Primary, Instant? VerifiedAt)
{
    public static RevealedEmail Of(Email email) =>
        new(email.Address.Address, email.Primary, email.VerifiedAt);
}

/// <param name="ErasedAt">Null for a dry run.</param>
/// <param name="Fields">What was (or would be) destroyed.</param>
/// <param name="Copies">Documents elsewhere whose masks, names and indexes were (or would be) blanked.</param>
public sealed record ErasureResult(
    PiiId Id,
    bool DryRun,
    Instant? ErasedAt,
    IReadOnlyList<EntityRef> Subject,
    IReadOnlyList<PiiField> Fields,
    IReadOnlyList<ErasedCopies> Copies
);

public sealed record ErasedCopies(string Collection, long Count);

/// <param name="Moved">Subjects that this call brought under the active key.</param>
/// <param name="Remaining">Subjects still under another key; call again until it is 0.</param>
public sealed record RewrapResult(string ActiveKey, int Moved, long Remaining, bool DryRun);

/// <summary>A row of the access log.</summary>
public sealed record PiiAccessView
{
    public required string Id { get; init; }

    public required PiiId PiiId { get; init; }

    public required IReadOnlyList<EntityRef> Subject { get; init; }

    public required string AgentId { get; init; }

    public required IReadOnlyList<PiiField> Fields { get; init; }

    /// <summary>The document whose file was opened; absent for fields.</summary>
    public string? DocumentId { get; init; }

    public required string Reason { get; init; }

    public required Instant At { get; init; }

    public required string TraceId { get; init; }
}

[JsonSerializable(typeof(RevealPii))]
[JsonSerializable(typeof(ErasePii))]
[JsonSerializable(typeof(RecordConsent))]
[JsonSerializable(typeof(RewrapPii))]
[JsonSerializable(typeof(PiiView))]
[JsonSerializable(typeof(RevealedPii))]
[JsonSerializable(typeof(ErasureResult))]
[JsonSerializable(typeof(RewrapResult))]
[JsonSerializable(typeof(PiiAccessView))]
internal sealed partial class PiiContractsJson : JsonSerializerContext;
