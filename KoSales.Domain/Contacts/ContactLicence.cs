using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Domain.Contacts;

[JsonConverter(typeof(JsonStringEnumConverter<LicenceStatus>))]
public enum LicenceStatus
{
    [JsonStringEnumMemberName("valid")]
    Valid,

    /// <summary>Valid, and soon to end.</summary>
    [JsonStringEnumMemberName("expiring")]
    Expiring,

    [JsonStringEnumMemberName("expired")]
    Expired,

    [JsonStringEnumMemberName("rejected")]
    Rejected,
}

/// <summary>A licence that somebody holds, as a document of theirs proves it.</summary>
/// <param name="Type">The document's, such as <c>pesticide_licence</c>.</param>
public sealed record ContactLicence(string Type, LicenceStatus Status)
{
    public string? NumberMasked { get; init; }

    /// <summary>Among the documents of the contact's PII.</summary>
    public string? DocumentId { get; init; }

    /// <summary>A day of the company's calendar.</summary>
    public LocalDate? ValidFrom { get; init; }

    /// <summary>The last day; null for a licence that does not end.</summary>
    public LocalDate? ValidTo { get; init; }

    public string? Issuer { get; init; }

    public Instant? VerifiedAt { get; init; }
}
