using KoSales.Domain.Deals;
using KoSales.Domain.Reports;
using KoSales.Functions.Deals;

namespace KoSales.Functions.Reports;

/// <summary>Streams the deals that the caller sees and adds them up by stage and month.</summary>
public sealed class DealReport(IDocumentStore store)
{
    /// <param name="range">Of the day on which they ended or are to end; null for all, also those of which
    /// nobody knows it.</param>
    public async Task<DealMonthsView> ShowAsync(
        MomentRange? range,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var months = new DealMonths();
        var seen = Filter.AllOf(DealSpecs.List.Base, DealSpecs.List.Scope(actor));
        var deals = store.StreamAsync(DealStore.Collection, seen, cancellationToken);
        await foreach (var deal in deals)
        {
            if (IsWithin(deal, range))
                months.Add(deal);
        }

        return new DealMonthsView([.. months.Rows().Select(r => ViewOf(r.Key, r.Value))]);
    }

    private static bool IsWithin(Deal deal, MomentRange? range)
    {
        if (range is null)
            return true;
        return DealMonths.DayOf(deal) is { } day && range.Holds(CompanyDay.StartOf(day));
    }

    private static DealMonthView ViewOf(DealCell cell, DealSum sum) =>
        new()
        {
            Month = cell.Month is { } month ? Periods.MonthText(month) : null,
            Stage = cell.Stage,
            Status = cell.Status,
            Count = sum.Count,
            Amount = MoneyBody.Rupees(sum.Amount),
            Weighted = MoneyBody.Rupees(sum.Weighted),
        };
}
