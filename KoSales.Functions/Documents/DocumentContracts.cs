using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KoSales.Domain.Documents;
using KoSales.Domain.Fields;
using KoSales.Domain.Pii;
using KoSales.Domain.Quotations.Licensing;
using KoSales.Functions.Files;
using NodaTime;

namespace KoSales.Functions.Documents;

public sealed record RegisterDocument
{
    public required DocumentType Type { get; init; }

    [Description(
        "In the form of its type; of an Aadhaar number the last four digits only. Kept encrypted."
    )]
    [StringLength(60)]
    public string? Number { get; init; }

    [Description("The authority that issued it.")]
    [StringLength(FieldLimits.Short)]
    [KeptInTheClear]
    public string? Issuer { get; init; }

    [Description("A day of the company's calendar.")]
    public LocalDate? IssuedOn { get; init; }

    [Description("The first day of its validity.")]
    public LocalDate? ValidFrom { get; init; }

    [Description("The last day of its validity; absent for a document that does not end.")]
    public LocalDate? ValidTo { get; init; }

    [Description(
        "A document of the same subject and type that this one takes the place of once it is verified."
    )]
    [StringLength(FieldLimits.Id)]
    public string? Supersedes { get; init; }
}

/// <summary>Says that the file was uploaded; the body may be left out.</summary>
public sealed record DocumentUploaded
{
    [Description("Of the file, in hexadecimal digits: refused when what came is another one.")]
    [RegularExpression("[0-9a-fA-F]{64}")]
    public string? Sha256 { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<ReviewDecision>))]
public enum ReviewDecision
{
    [JsonStringEnumMemberName("verify")]
    Verify,

    [JsonStringEnumMemberName("reject")]
    Reject,
}

public sealed record ReviewDocument
{
    public required ReviewDecision Decision { get; init; }

    [Description("Why it is rejected; needed for that.")]
    [StringLength(FieldLimits.Reason, MinimumLength = 1)]
    [KeptInTheClear]
    public string? Reason { get; init; }
}

/// <summary>A document on the wire: everything but its number and its file.</summary>
public sealed record DocumentView
{
    public required TypedDocumentId Id { get; init; }

    public required int Version { get; init; }

    public required PiiId PiiId { get; init; }

    public required DocumentType Type { get; init; }

    public required DocumentStatus Status { get; init; }

    public string? NumberMasked { get; init; }

    public string? Issuer { get; init; }

    public LocalDate? IssuedOn { get; init; }

    public LocalDate? ValidFrom { get; init; }

    public LocalDate? ValidTo { get; init; }

    public DocumentFileView? File { get; init; }

    public string? UploadedBy { get; init; }

    public Instant? UploadedAt { get; init; }

    public string? ReviewedBy { get; init; }

    public Instant? ReviewedAt { get; init; }

    public string? RejectionReason { get; init; }

    public string? Supersedes { get; init; }

    public string? SupersededBy { get; init; }

    [Description("The task to have it renewed.")]
    public string? RenewalTaskId { get; init; }

    public required Instant CreatedAt { get; init; }

    public required Instant UpdatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required string UpdatedBy { get; init; }

    [Description(
        "Only where one was asked for: where the file is to be put. It is a secret until it expires."
    )]
    public UploadTicketView? Upload { get; init; }

    [Description(
        "Only of one document: documents of other subjects with the same number or the same file."
    )]
    public IReadOnlyList<DocumentTwin>? SameAs { get; init; }

    [Description("Only in the answer to a write: what was odd but accepted.")]
    public IReadOnlyList<FieldWarning>? Warnings { get; init; }

    internal static DocumentView Of(TypedDocument document) =>
        new()
        {
            Id = document.Id,
            Version = document.Version,
            PiiId = document.PiiId,
            Type = document.Type,
            Status = document.Status,
            NumberMasked = document.NumberMasked,
            Issuer = document.Issuer,
            IssuedOn = document.IssuedOn,
            ValidFrom = document.ValidFrom,
            ValidTo = document.ValidTo,
            File = document.File is { } file ? new DocumentFileView(file.Mime, file.Size) : null,
            UploadedBy = document.UploadedBy,
            UploadedAt = document.UploadedAt,
            ReviewedBy = document.ReviewedBy,
            ReviewedAt = document.ReviewedAt,
            RejectionReason = document.RejectionReason,
            Supersedes = document.Supersedes,
            SupersededBy = document.SupersededBy,
            RenewalTaskId = document.RenewalTaskId,
            CreatedAt = document.CreatedAt,
            UpdatedAt = document.UpdatedAt,
            CreatedBy = document.CreatedBy,
            UpdatedBy = document.UpdatedBy,
        };
}

/// <param name="Mime">As its first bytes tell.</param>
/// <param name="Size">In bytes.</param>
public sealed record DocumentFileView(string Mime, long Size);

/// <param name="Url">Absolute, or a path on this server.</param>
/// <param name="Headers">To be sent as they are.</param>
public sealed record UploadTicketView(
    string Url,
    string Method,
    IReadOnlyDictionary<string, string> Headers,
    Instant ExpiresAt
)
{
    internal static UploadTicketView Of(UploadTicket ticket) =>
        new(
            ticket.Address.ToString(),
            ticket.Method,
            ticket.Headers,
            Instant.FromDateTimeOffset(ticket.ExpiresAt)
        );
}

/// <param name="By">number or file.</param>
/// <param name="DocumentId">Absent where you do not see its subject.</param>
public sealed record DocumentTwin(string By, string? DocumentId, PiiId? PiiId);

/// <summary>The documents of a subject, the latest first.</summary>
public sealed record DocumentsView(IReadOnlyList<DocumentView> Data);

/// <summary>Whether a contact may be sold goods of a class.</summary>
public sealed record MayBuyView
{
    public required bool Allowed { get; init; }

    public required MayBuyReason Reason { get; init; }

    [Description("The HSN code that was asked for, or that stands for the class.")]
    public required string Hsn { get; init; }

    [Description("GST code of the state that was asked for; absent when none is known.")]
    public string? StateCode { get; init; }

    [Description("The licence that a buyer of that kind needs; absent when none is needed.")]
    public LicenceType? Needs { get; init; }

    [Description("The document that proves it, or that did; absent when none does.")]
    public string? DocumentId { get; init; }

    [Description("The last day of that document; absent when it does not end.")]
    public LocalDate? ValidTo { get; init; }

    [Description("The day that was asked about, in company time.")]
    public required LocalDate On { get; init; }
}

[JsonSerializable(typeof(RegisterDocument))]
[JsonSerializable(typeof(DocumentUploaded))]
[JsonSerializable(typeof(ReviewDocument))]
[JsonSerializable(typeof(DocumentView))]
[JsonSerializable(typeof(DocumentsView))]
[JsonSerializable(typeof(MayBuyView))]
internal sealed partial class DocumentContractsJson : JsonSerializerContext
{
    public static readonly DocumentContractsJson Wire = new(DocumentJson.NewOptions());
}
