using System.Text.Json.Serialization;
using KoSales.Domain.Quotations.Licensing;

namespace KoSales.Domain.Documents;

/// <summary>What a document is. Those named in <see cref="LicenceType"/> are licences.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DocumentType>))]
public enum DocumentType
{
    [JsonStringEnumMemberName("pesticide_licence")]
    PesticideLicence,

    [JsonStringEnumMemberName("fertilizer_licence")]
    FertilizerLicence,

    [JsonStringEnumMemberName("seed_licence")]
    SeedLicence,

    /// <summary>Form GST REG-06.</summary>
    [JsonStringEnumMemberName("gst_certificate")]
    GstCertificate,

    [JsonStringEnumMemberName("pan_card")]
    PanCard,

    /// <summary>Known by the last four digits only.</summary>
    [JsonStringEnumMemberName("aadhaar")]
    Aadhaar,

    /// <summary>Registration under a state's Shops and Establishments Act.</summary>
    [JsonStringEnumMemberName("shop_act")]
    ShopAct,

    [JsonStringEnumMemberName("bank_proof")]
    BankProof,

    [JsonStringEnumMemberName("address_proof")]
    AddressProof,

    [JsonStringEnumMemberName("photo")]
    Photo,

    [JsonStringEnumMemberName("other")]
    Other,
}

/// <summary>What follows from the type.</summary>
public static class DocumentTypes
{
    /// <summary>Whether it is one of the licences that <see cref="LicenceType"/> names.</summary>
    public static bool IsLicence(this DocumentType type) =>
        WireNames<LicenceType>.TryRead(WireNames<DocumentType>.Of(type), out _);

    /// <summary>Whether whoever opens the file must say why, which is written down: it is about a person
    /// rather than a shop.</summary>
    public static bool IsPersonal(this DocumentType type) =>
        type switch
        {
            DocumentType.PesticideLicence
            or DocumentType.FertilizerLicence
            or DocumentType.SeedLicence
            or DocumentType.ShopAct => false,
            DocumentType.GstCertificate
            or DocumentType.PanCard
            or DocumentType.Aadhaar
            or DocumentType.BankProof
            or DocumentType.AddressProof
            or DocumentType.Photo
            or DocumentType.Other => true,
        };

    /// <summary>Whether it is nothing without its number.</summary>
    public static bool NeedsNumber(this DocumentType type) =>
        type switch
        {
            DocumentType.PesticideLicence
            or DocumentType.FertilizerLicence
            or DocumentType.SeedLicence
            or DocumentType.GstCertificate
            or DocumentType.PanCard
            or DocumentType.Aadhaar
            or DocumentType.ShopAct => true,
            DocumentType.BankProof
            or DocumentType.AddressProof
            or DocumentType.Photo
            or DocumentType.Other => false,
        };

    /// <summary>Whether one number is one document, so that a second with it is reported.</summary>
    public static bool HasUniqueNumber(this DocumentType type) =>
        type.NeedsNumber() && type != DocumentType.Aadhaar;
}
