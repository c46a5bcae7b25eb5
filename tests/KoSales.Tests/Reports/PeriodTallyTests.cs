using KoSales.Domain.Deals;
using KoSales.Domain.Kernel.Amounts;
using KoSales.Domain.Reports;
using NodaTime;

namespace KoSales.Tests.Reports;

public sealed class PeriodTallyTests
{
    private static readonly Instant Monday = CompanyDay.StartOf(new LocalDate(2026, 11, 23));

    private static Instant Day(int days) => Monday + Duration.FromDays(days);

    [Fact]
    public void A_week_begins_on_the_monday_of_the_companys_calendar()
    {
        var justBefore = Monday - Duration.FromSeconds(1);

        Assert.Equal(new LocalDate(2026, 11, 23), Periods.WeekOf(Monday));
        Assert.Equal(new LocalDate(2026, 11, 16), Periods.WeekOf(justBefore));
    }

    [Fact]
    public void Growth_counts_who_was_in_before_and_every_day_of_the_span()
    {
        var tally = new GrowthTally(Day(0), Day(3), weekly: false);
        tally.Add(Day(-5), null);
        tally.Add(Day(-5), Day(-1));
        tally.Add(Day(-5), Day(1));
        tally.Add(Day(0), null);
        tally.Add(Day(2), Day(9));
        tally.Add(Day(9), null);

        var steps = tally.Steps().Select(s => (s.Joined, s.Left, s.Size));

        Assert.Equal([(1, 0, 3), (0, 1, 2), (1, 0, 3)], steps);
    }

    [Fact]
    public void Growth_by_weeks_has_one_step_for_each()
    {
        var tally = new GrowthTally(Day(2), Day(9), weekly: true);
        tally.Add(Day(3), Day(8));

        Assert.Equal(
            [
                new GrowthStep(new LocalDate(2026, 11, 23), 1, 0, 1),
                new GrowthStep(new LocalDate(2026, 11, 30), 0, 1, 0),
            ],
            tally.Steps()
        );
    }

    [Fact]
    public void Deals_add_up_by_the_month_in_which_they_end_or_are_to_end()
    {
        var months = new DealMonths();
        var open = Deal.Blank(DealId.Of("D-1")) with
        {
            Stage = "quoted",
            Amount = Money.Of(1_000.50m),
            Probability = 50,
            ExpectedCloseOn = new LocalDate(2026, 12, 31),
        };
        months.Add(open);
        months.Add(open with { Amount = null });
        months.Add(open with { ExpectedCloseOn = null });
        months.Add(open with { Stage = "won", Status = DealStatus.Won, WonAt = Day(1) });
        months.Add(open with { Stage = "lost", Status = DealStatus.Lost, LostAt = Day(1) });

        var rows = months
            .Rows()
            .Select(r =>
                $"{(r.Key.Month is { } m ? Periods.MonthText(m) : "-")} {r.Key.Stage} {r.Value.Count} "
                + FormattableString.Invariant($"{r.Value.Amount:F2} {r.Value.Weighted:F2}")
            );

        Assert.Equal(
            [
                "2026-11 lost 1 1000.50 0.00",
                "2026-11 won 1 1000.50 1000.50",
                "2026-12 quoted 2 1000.50 500.25",
                "- quoted 1 1000.50 500.25",
            ],
            rows
        );
    }
}
