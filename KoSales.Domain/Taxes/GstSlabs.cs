using NodaTime;

namespace KoSales.Domain.Taxes;

/// <summary>The rates that goods can have at all, in percent.</summary>
public static class GstSlabs
{
    /// <summary>
    /// When 12 and 28 % gave way to 5, 18 and 40 %: notification 9/2025-Central Tax (Rate) of 17 September
    /// 2025, which supersedes 1/2017-Central Tax (Rate), after the 56th meeting of the GST Council.
    /// </summary>
    public static readonly LocalDate Reform = new(2025, 9, 22);

    private static readonly decimal[] Before = [0, 0.1m, 0.25m, 1.5m, 3, 5, 12, 18, 28];
    private static readonly decimal[] Since = [0, 0.1m, 0.25m, 1.5m, 3, 5, 18, 40];

    /// <summary>Leaves out the two remains of the old slabs that no goods of this trade have: bricks, and
    /// tobacco until 31 January 2026.</summary>
    public static IReadOnlyList<decimal> On(LocalDate day) => day < Reform ? Before : Since;
}
