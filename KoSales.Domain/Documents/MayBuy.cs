using System.Text.Json.Serialization;
using KoSales.Domain.Quotations.Licensing;
using KoSales.Domain.Taxes;
using NodaTime;

namespace KoSales.Domain.Documents;

/// <summary>Why somebody may buy goods, or may not.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MayBuyReason>))]
public enum MayBuyReason
{
    /// <summary>Nobody needs a licence for these goods, or who buys for their own use needs none.</summary>
    [JsonStringEnumMemberName("no_licence_needed")]
    NoLicenceNeeded,

    /// <summary>A verified document proves the licence.</summary>
    [JsonStringEnumMemberName("licensed")]
    Licensed,

    /// <summary>There was a licence, and its last day has passed or its first has not come.</summary>
    [JsonStringEnumMemberName("licence_not_in_force")]
    LicenceNotInForce,

    /// <summary>No verified document proves the licence.</summary>
    [JsonStringEnumMemberName("licence_missing")]
    LicenceMissing,
}

/// <param name="Needs">The licence asked for; null when none is.</param>
/// <param name="Proof">The licence that proves it; when it is not in force the one that came
/// nearest.</param>
public sealed record MayBuy(MayBuyReason Reason, LicenceType? Needs, HeldLicence? Proof)
{
    public bool Allowed => Reason is MayBuyReason.NoLicenceNeeded or MayBuyReason.Licensed;

    /// <param name="known">Licences that were verified, also those that are over.</param>
    public static MayBuy Of(
        LicenceType? needs,
        IReadOnlyCollection<HeldLicence> known,
        LocalDate day
    )
    {
        if (needs is not { } type)
            return new MayBuy(MayBuyReason.NoLicenceNeeded, null, null);
        var ofType = known
            .Where(k => k.Type == type)
            .OrderByDescending(k => k.ValidTo ?? LocalDate.MaxIsoValue)
            .ToArray();
        if (ofType.FirstOrDefault(k => k.IsValidOn(day)) is { } proof)
            return new MayBuy(MayBuyReason.Licensed, type, proof);
        return ofType is [var nearest, ..]
            ? new MayBuy(MayBuyReason.LicenceNotInForce, type, nearest)
            : new MayBuy(MayBuyReason.LicenceMissing, type, null);
    }
}

/// <summary>A class of goods as licences know them.</summary>
public static class ProductClass
{
    public static readonly IReadOnlyList<string> Names = ["pesticide", "fertilizer", "seed"];

    /// <summary>One of <see cref="Names"/>, or an HSN code of 4, 6 or 8 digits.</summary>
    public static bool TryRead(string text, out Hsn goods) =>
        Hsn.TryParse(
            text switch
            {
                "pesticide" => "3808",
                "fertilizer" => "3105",
                "seed" => "1209",
                _ => text,
            },
            out goods
        );
}
