using KoSales.Domain.Deals;
using NodaTime;

namespace KoSales.Domain.Reports;

/// <summary>Deals of one stage that end in one month.</summary>
/// <param name="Month">Its first day; null for open deals of which nobody knows when they close.</param>
/// <param name="Stage">Null for deals on no pipeline.</param>
public sealed record DealCell(LocalDate? Month, string? Stage, DealStatus Status);

/// <summary>What a cell adds up to.</summary>
public sealed class DealSum
{
    public int Count { get; internal set; }

    /// <summary>In rupees; deals without an amount add nothing.</summary>
    public decimal Amount { get; internal set; }

    /// <summary>The amounts times their probability, to paise.</summary>
    public decimal Weighted { get; internal set; }
}

/// <summary>Adds deals up by stage and month: the month in which they were won or lost, or are expected to
/// close. Not thread-safe.</summary>
public sealed class DealMonths
{
    private readonly Dictionary<DealCell, DealSum> _sums = [];

    public void Add(Deal deal)
    {
        var cell = new DealCell(MonthOf(deal), deal.Stage, deal.Status);
        if (!_sums.TryGetValue(cell, out var sum))
            _sums[cell] = sum = new DealSum();
        sum.Count++;
        sum.Amount += deal.Amount?.Value ?? 0;
        sum.Weighted += Math.Round(
            (deal.Amount?.Value ?? 0) * ChanceOf(deal) / 100,
            2,
            MidpointRounding.AwayFromZero
        );
    }

    /// <summary>By month, those without one last, then by stage.</summary>
    public IEnumerable<KeyValuePair<DealCell, DealSum>> Rows() =>
        _sums
            .OrderBy(s => s.Key.Month ?? LocalDate.MaxIsoValue)
            .ThenBy(s => s.Key.Stage, StringComparer.Ordinal)
            .ThenBy(s => s.Key.Status);

    /// <summary>The day on which it ended or is to end; null when nobody knows.</summary>
    public static LocalDate? DayOf(Deal deal) =>
        (deal.WonAt ?? deal.LostAt) is { } ended ? CompanyDay.Of(ended) : deal.ExpectedCloseOn;

    private static LocalDate? MonthOf(Deal deal) =>
        DayOf(deal) is { } day ? Periods.MonthOf(day) : null;

    private static int ChanceOf(Deal deal) =>
        deal.Status switch
        {
            DealStatus.Open => deal.Probability ?? 0,
            DealStatus.Won => 100,
            DealStatus.Lost => 0,
        };
}
