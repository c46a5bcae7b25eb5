using System.Text.RegularExpressions;
using KoSales.Domain.Pii.Values;
using KoSales.Domain.Quotations;
using KoSales.Domain.Quotations.Pricing;
using KoSales.Domain.Quotations.Printing;
using KoSales.Domain.Quotations.Reading;

namespace KoSales.Functions.Quotations;

/// <summary>Section <c>KoSales:Quotations</c>: who sells, under which numbers, and what agents may send
/// without a manager.</summary>
public sealed partial class QuotationSettings
{
    public const string Section = "KoSales:Quotations";

    public string SellerName { get; set; } = "KO Agri Inputs";

    /// <summary>The seller's own registration; its first two digits are the seller's state.</summary>
    public string SellerGstin { get; set; } = "23AAPFU0939F1Z3";

    /// <summary>Lines, separated by <c>|</c>.</summary>
    public string SellerAddress { get; set; } = "Bhopal|Madhya Pradesh";

    /// <summary>Phone or e-mail of the office, as quotations show it; empty for none.</summary>
    public string SellerContact { get; set; } = "";

    /// <summary>What numbers begin with: <c>KO/26-27/00042</c>.</summary>
    public string NumberPrefix { get; set; } = "KO";

    /// <summary>Percent of any single line that an agent may give without a manager's approval.</summary>
    public decimal AgentDiscountUpTo { get; set; } = 10;

    /// <summary>The grand total in rupees up to which an agent needs none; 0 for any.</summary>
    public decimal AgentTotalUpTo { get; set; }

    /// <summary>What stands before the path in a customer's link, such as <c>https://crm.example.in</c>;
    /// empty: links are paths.</summary>
    public string PublicUrl { get; set; } = "";

    internal Seller Seller => new(SellerGstin, SellerGstin[..2]);

    internal PageParty SellerParty =>
        new(
            SellerName,
            SellerAddress.Split('|', StringSplitOptions.RemoveEmptyEntries),
            SellerGstin,
            SellerContact.Length == 0 ? null : SellerContact
        );

    /// <summary>Of agents; managers and administrators send anything.</summary>
    internal ApprovalPolicy AgentPolicy =>
        new(AgentDiscountUpTo, AgentTotalUpTo == 0 ? null : AgentTotalUpTo);

    internal ApprovalPolicy PolicyOf(Actor actor) =>
        actor.Is(Role.Manager) || actor.Is(Role.Admin) ? ApprovalPolicy.Unlimited : AgentPolicy;

    /// <summary>What is wrong, as a sentence; null when nothing is.</summary>
    public string? Fault()
    {
        if (string.IsNullOrWhiteSpace(SellerName))
            return $"{Section}:{nameof(SellerName)} is empty; every quotation shows it.";
        if (!Gstin.TryParse(SellerGstin, out _, out var reason))
            return $"{Section}:{nameof(SellerGstin)} is no registration number: {reason}";
        if (!Prefix().IsMatch(NumberPrefix))
            return $"{Section}:{nameof(NumberPrefix)} must be 1 to 4 capital letters or digits.";
        if (AgentDiscountUpTo is < 0 or > QuotationLimits.Percent)
            return $"{Section}:{nameof(AgentDiscountUpTo)} must be 0 to 100.";
        return AgentTotalUpTo < 0
            ? $"{Section}:{nameof(AgentTotalUpTo)} must be 0 or more rupees."
            : null;
    }

    [GeneratedRegex("^[A-Z0-9]{1,4}$")]
    private static partial Regex Prefix();
}
