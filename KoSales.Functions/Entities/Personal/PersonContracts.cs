using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using KoSales.Domain.Fields;
using KoSales.Domain.Pii;
using KoSales.Domain.Places;
using NodaTime;

namespace KoSales.Functions.Entities.Personal;

/// <summary>Members of a body that are about a person and go into the vault.</summary>
public interface IPersonMembers
{
    /// <summary>Null for a business, whose name is a field of its own.</summary>
    string? FullName { get; }

    string? Phone { get; }

    string? Email { get; }

    string? Gstin { get; }

    string? Pan { get; }

    bool? DoNotContact { get; }

    /// <summary>Of a new record only.</summary>
    IReadOnlyList<ConsentBody>? Consents => null;
}

/// <summary>What contacts and customers have in common in bodies; those of new ones and of patches are
/// <see cref="IPersonMembers"/>.</summary>
public abstract record PersonMembers
{
    [Description(
        "Indian numbers in any usual form, others with + and country code; two with / or , "
            + "between them, the first is the primary one."
    )]
    [StringLength(60)]
    public string? Phone { get; init; }

    [StringLength(254)]
    public string? Email { get; init; }

    [StringLength(20)]
    public string? Gstin { get; init; }

    [Description("Follows from the GSTIN where that is given.")]
    [StringLength(20)]
    public string? Pan { get; init; }

    [Description(
        "Written into the consent ledger as withdrawn or given for every channel; the record shows what the ledger says."
    )]
    public bool? DoNotContact { get; init; }

    [MaxLength(FieldLimits.List)]
    public IReadOnlyList<string>? Tags { get; init; }

    [Description("Custom fields by key, as defined under /custom-fields.")]
    public IReadOnlyDictionary<string, JsonElement>? Custom { get; init; }

    /// <summary>Holds personal data in the clear.</summary>
    public sealed override string ToString() => GetType().Name;
}

public sealed record AddressBody
{
    [StringLength(FieldLimits.Short)]
    public string? Village { get; init; }

    [StringLength(FieldLimits.Short)]
    public string? District { get; init; }

    [Description("Two-digit GST state code.")]
    [StringLength(4)]
    public string? StateCode { get; init; }

    [Description("Six digits, the first not 0. One outside the state is a warning.")]
    [StringLength(10)]
    public string? Pincode { get; init; }
}

/// <summary>Where a business has its premises, or wants goods.</summary>
public sealed record BusinessAddressBody : IGivenAddress
{
    [StringLength(FieldLimits.Name)]
    public string? Line1 { get; init; }

    [StringLength(FieldLimits.Name)]
    public string? Line2 { get; init; }

    [StringLength(FieldLimits.Short)]
    public string? Village { get; init; }

    [StringLength(FieldLimits.Short)]
    public string? District { get; init; }

    [Description("Two-digit GST state code.")]
    [StringLength(4)]
    public string? StateCode { get; init; }

    [Description("Six digits, the first not 0. One outside the state is a warning.")]
    [StringLength(10)]
    public string? Pincode { get; init; }
}

public sealed record ConsentBody
{
    [RegularExpression("[a-z][a-z0-9_]{0,39}")]
    [KeptInTheClear]
    public required string Purpose { get; init; }

    public required ConsentChannel Channel { get; init; }

    [Description("False withdraws it.")]
    public required bool Given { get; init; }

    [Description("When it was said, not in the future; now when absent.")]
    public Instant? At { get; init; }

    [Description("Where it was said; the lead's channel, or the kind of the record, when absent.")]
    [RegularExpression("[a-z][a-z0-9_]{0,39}")]
    [KeptInTheClear]
    public string? Source { get; init; }

    internal ConsentWord ToWord() => new(Purpose, Channel, Given, At, Source);
}
