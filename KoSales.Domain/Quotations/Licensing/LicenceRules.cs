using System.Text.Json.Serialization;
using KoSales.Domain.Taxes;

namespace KoSales.Domain.Quotations.Licensing;

/// <summary>What a seller of agri-inputs must hold; the names are those of the documents that prove
/// it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LicenceType>))]
public enum LicenceType
{
    /// <summary>Insecticides Act 1968, section 13.</summary>
    [JsonStringEnumMemberName("pesticide_licence")]
    Pesticide,

    /// <summary>Fertiliser (Control) Order 1985, clauses 7 and 8.</summary>
    [JsonStringEnumMemberName("fertilizer_licence")]
    Fertilizer,

    /// <summary>Seeds (Control) Order 1983, clause 3.</summary>
    [JsonStringEnumMemberName("seed_licence")]
    Seed,
}

/// <summary>Who buys, as far as licences depend on it.</summary>
/// <param name="Kind">As on the wire: farmer, dealer, distributor, retailer, institution.</param>
/// <param name="StateCode">Where it sells.</param>
public sealed record Buyer(string Kind, string StateCode);

/// <param name="HsnPrefix">The class of products.</param>
/// <param name="BuyerKinds">Those who need the licence.</param>
/// <param name="StateCodes">Empty for every state.</param>
public sealed record LicenceRule(
    string HsnPrefix,
    LicenceType Type,
    IReadOnlyList<string> BuyerKinds,
    IReadOnlyList<string> StateCodes
);

/// <summary>Which licence a buyer needs for which goods. Who buys for his own use, as farmers do, needs
/// none.</summary>
public sealed class LicenceRules(IReadOnlyList<LicenceRule> rules)
{
    private static readonly string[] Resellers = ["dealer", "distributor", "retailer"];

    public static LicenceRules Default { get; } =
        new([
            new LicenceRule("3808", LicenceType.Pesticide, Resellers, []),
            new LicenceRule("3101", LicenceType.Fertilizer, Resellers, []),
            new LicenceRule("3102", LicenceType.Fertilizer, Resellers, []),
            new LicenceRule("3103", LicenceType.Fertilizer, Resellers, []),
            new LicenceRule("3104", LicenceType.Fertilizer, Resellers, []),
            new LicenceRule("3105", LicenceType.Fertilizer, Resellers, []),
            new LicenceRule("1209", LicenceType.Seed, Resellers, []),
        ]);

    /// <summary>By the rule with the longest code; null for none.</summary>
    public LicenceType? TypeFor(Hsn hsn, Buyer buyer) =>
        rules.Where(r => Applies(r, hsn, buyer)).MaxBy(r => r.HsnPrefix.Length)?.Type;

    private static bool Applies(LicenceRule rule, Hsn hsn, Buyer buyer) =>
        hsn.IsWithin(rule.HsnPrefix)
        && rule.BuyerKinds.Contains(buyer.Kind)
        && (rule.StateCodes.Count == 0 || rule.StateCodes.Contains(buyer.StateCode));
}
