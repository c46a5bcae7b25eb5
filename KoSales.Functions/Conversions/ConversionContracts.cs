using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KoSales.Domain.Documents;
using KoSales.Domain.Fields;
using KoSales.Domain.Leads;
using KoSales.Domain.Pipelines;
using NodaTime;

namespace KoSales.Functions.Conversions;

/// <summary>What a lead is to become; the body may be left out.</summary>
public sealed record ConvertLead
{
    [Description(
        "An existing contact to link; left out: the one with the lead's phone, else a new one."
    )]
    [StringLength(FieldLimits.Id)]
    public string? ContactId { get; init; }

    [Description("An existing customer to link.")]
    [StringLength(FieldLimits.Id)]
    public string? CustomerId { get; init; }

    [Description(
        "Link the one customer with the lead's GSTIN, else with its phone, where there is one; several are refused."
    )]
    public bool? LinkCustomer { get; init; }

    public ConvertDeal? Deal { get; init; }

    [Description("For the ledger of the lead's pipeline.")]
    [StringLength(FieldLimits.Reason, MinimumLength = 1)]
    [KeptInTheClear]
    public string? Reason { get; init; }
}

/// <summary>The deal that the conversion makes; it starts its pipeline.</summary>
public sealed record ConvertDeal
{
    [StringLength(FieldLimits.Name, MinimumLength = 1)]
    public required string Title { get; init; }

    public MoneyBody? Amount { get; init; }

    [Range(0, 100)]
    public int? Probability { get; init; }

    [Description("A day of the company's calendar.")]
    public LocalDate? ExpectedCloseOn { get; init; }
}

/// <summary>What a lead became. A second conversion returns that of the first.</summary>
public sealed record LeadConverted
{
    public required string LeadId { get; init; }

    public required string ContactId { get; init; }

    public string? CustomerId { get; init; }

    public string? DealId { get; init; }

    public required Instant At { get; init; }

    public required string By { get; init; }

    internal static LeadConverted Of(Lead lead, LeadConversion conversion) =>
        new()
        {
            LeadId = lead.Id.Value,
            ContactId = conversion.ContactId,
            CustomerId = conversion.CustomerId,
            DealId = conversion.DealId,
            At = conversion.At,
            By = conversion.By,
        };
}

/// <summary>What a conversion would do now.</summary>
public sealed record ConversionPlan
{
    [Description("False while something is unmet.")]
    public required bool Allowed { get; init; }

    public required IReadOnlyList<UnmetCondition> Unmet { get; init; }

    [Description(
        "Set when the lead was converted already: that is what a conversion would return."
    )]
    public LeadConverted? Converted { get; init; }

    [Description("The contact that would be linked; absent when a new one would be made.")]
    public string? ContactId { get; init; }

    [Description("The customer that would be linked; absent when none would be.")]
    public string? CustomerId { get; init; }

    [Description("Contacts with the lead's phone, e-mail address or GSTIN that you can see.")]
    public required IReadOnlyList<ConversionCandidate> ContactCandidates { get; init; }

    [Description("Customers with the lead's GSTIN or phone that you can see.")]
    public required IReadOnlyList<ConversionCandidate> CustomerCandidates { get; init; }

    public required bool MakesDeal { get; init; }

    [Description(
        "Open tasks about the lead that would be the contact's, or be cancelled with its stage."
    )]
    public required long OpenTasks { get; init; }

    public required long Notes { get; init; }

    public required long Calls { get; init; }

    [Description("The lead's documents, which would be the contact's with all that they prove.")]
    public required IReadOnlyList<ConversionDocument> Documents { get; init; }
}

/// <summary>A document that goes along.</summary>
public sealed record ConversionDocument(string Id, DocumentType Type, DocumentStatus Status)
{
    internal static ConversionDocument Of(TypedDocument document) =>
        new(document.Key, document.Type, document.Status);
}

/// <param name="By">Everything that it has in common with the lead: phone, email, gstin.</param>
public sealed record ConversionCandidate(string Id, string Name, IReadOnlyList<string> By);

[JsonSerializable(typeof(ConvertLead))]
[JsonSerializable(typeof(LeadConverted))]
[JsonSerializable(typeof(ConversionPlan))]
internal sealed partial class ConversionJson : JsonSerializerContext
{
    public static readonly ConversionJson Wire = new(DocumentJson.NewOptions());
}
