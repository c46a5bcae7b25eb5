using System.Text.Json.Serialization;

namespace KoSales.Domain.Quotations;

[JsonConverter(typeof(JsonStringEnumConverter<ApprovalReason>))]
public enum ApprovalReason
{
    /// <summary>A line's discount is above the limit.</summary>
    [JsonStringEnumMemberName("discount")]
    Discount,

    /// <summary>The grand total is above the limit.</summary>
    [JsonStringEnumMemberName("total")]
    Total,
}

/// <summary>What may be sent without a manager.</summary>
/// <param name="DiscountUpTo">In percent, of any single line; null for no limit.</param>
/// <param name="TotalUpTo">The grand total in rupees; null for no limit.</param>
public sealed record ApprovalPolicy(decimal? DiscountUpTo, decimal? TotalUpTo)
{
    /// <summary>For who may send anything.</summary>
    public static readonly ApprovalPolicy Unlimited = new(null, null);

    /// <summary>Why a manager must approve; empty when nobody must.</summary>
    public IReadOnlyList<ApprovalReason> ReasonsFor(Quotation quotation) => [.. Reasons(quotation)];

    private IEnumerable<ApprovalReason> Reasons(Quotation quotation)
    {
        if (quotation.Items.Any(l => l.DiscountPercent > DiscountUpTo))
            yield return ApprovalReason.Discount;
        if (quotation.Totals.GrandTotal > TotalUpTo)
            yield return ApprovalReason.Total;
    }
}
