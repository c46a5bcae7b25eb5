using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;

namespace KoSales.Domain.Entities.Personal;

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
public sealed record ShownLicence(string Type, LicenceStatus Status)
{
    public string? NumberMasked { get; init; }

    /// <summary>Among the documents of the subject's PII.</summary>
    public string? DocumentId { get; init; }

    /// <summary>A day of the company's calendar.</summary>
    public LocalDate? ValidFrom { get; init; }

    /// <summary>The last day; null for a licence that does not end.</summary>
    public LocalDate? ValidTo { get; init; }

    public string? Issuer { get; init; }

    public Instant? VerifiedAt { get; init; }

    [JsonIgnore]
    public bool IsProof => Status is LicenceStatus.Valid or LicenceStatus.Expiring;

    /// <summary>For the timeline: <c>seed_licence DOC-1 valid until 2027-03-31</c>.</summary>
    public string Told()
    {
        var status = WireNames<LicenceStatus>.Of(Status);
        var end = ValidTo is { } last ? $" until {LocalDatePattern.Iso.Format(last)}" : "";
        return $"{Type} {DocumentId} {status}{end}";
    }
}
