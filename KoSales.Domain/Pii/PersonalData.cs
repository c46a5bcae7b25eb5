using System.Text.Json.Serialization;
using KoSales.Domain.Pii.Values;
using NodaTime;

namespace KoSales.Domain.Pii;

/// <summary>All personal data of one subject, in the clear. Lives in memory only, between a request and the
/// vault.</summary>
public sealed record PersonalData
{
    public string? FullName { get; init; }

    /// <summary>The one marked primary, or the first, is the number that lists show and duplicates go
    /// by.</summary>
    public IReadOnlyList<Phone> Phones { get; init; } = [];

    public IReadOnlyList<Email> Emails { get; init; } = [];

    public IReadOnlyList<PostalAddress> Addresses { get; init; } = [];

    public Gstin? Gstin { get; init; }

    public Pan? Pan { get; init; }

    /// <summary>Four digits; the full number is never kept.</summary>
    public string? AadhaarLast4 { get; init; }

    public LocalDate? DateOfBirth { get; init; }

    public Phone? PrimaryPhone =>
        Phones.FirstOrDefault(p => p.Primary) ?? (Phones is [var first, ..] ? first : null);

    public Email? PrimaryEmail =>
        Emails.FirstOrDefault(e => e.Primary) ?? (Emails is [var first, ..] ? first : null);

    /// <summary>Without contents, so that no log line can hold them.</summary>
    public override string ToString() => nameof(PersonalData);
}

public sealed record Phone(PhoneNumber Number)
{
    public PhoneKind Kind { get; init; } = PhoneKind.Mobile;

    public bool Primary { get; init; }

    /// <summary>When the subject proved to hold it; null when not.</summary>
    public Instant? VerifiedAt { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<PhoneKind>))]
public enum PhoneKind
{
    [JsonStringEnumMemberName("mobile")]
    Mobile,

    [JsonStringEnumMemberName("landline")]
    Landline,

    [JsonStringEnumMemberName("whatsapp")]
    Whatsapp,

    [JsonStringEnumMemberName("other")]
    Other,
}

public sealed record Email(EmailAddress Address)
{
    public bool Primary { get; init; }

    /// <summary>When the subject proved to hold it; null when not.</summary>
    public Instant? VerifiedAt { get; init; }
}

/// <summary>An address to the door; the village, district and state by which leads are filtered are on the
/// lead.</summary>
public sealed record PostalAddress
{
    public string? Line1 { get; init; }

    public string? Line2 { get; init; }

    public string? Village { get; init; }

    public string? District { get; init; }

    /// <summary>Two-digit GST state code.</summary>
    public string? StateCode { get; init; }

    public string? Pincode { get; init; }

    /// <summary>Without contents, so that no log line can hold them.</summary>
    public override string ToString() => nameof(PostalAddress);
}

/// <summary>What of a subject's data can be revealed by name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PiiField>))]
public enum PiiField
{
    [JsonStringEnumMemberName("full_name")]
    FullName,

    [JsonStringEnumMemberName("phones")]
    Phones,

    [JsonStringEnumMemberName("emails")]
    Emails,

    [JsonStringEnumMemberName("addresses")]
    Addresses,

    [JsonStringEnumMemberName("gstin")]
    Gstin,

    [JsonStringEnumMemberName("pan")]
    Pan,

    [JsonStringEnumMemberName("aadhaar_last4")]
    AadhaarLast4,

    [JsonStringEnumMemberName("date_of_birth")]
    DateOfBirth,
}
