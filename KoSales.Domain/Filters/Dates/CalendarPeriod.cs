using NodaTime;

namespace KoSales.Domain.Filters.Dates;

/// <summary>A stretch of whole days around today: weeks begin on Monday, fiscal years on 1 April. The wire
/// name is the snake_case of the member.</summary>
public enum CalendarPeriod
{
    Today,
    Yesterday,
    Tomorrow,
    ThisWeek,
    LastWeek,
    ThisMonth,
    LastMonth,
    ThisQuarter,
    LastQuarter,

    /// <summary>From 1 April to 31 March.</summary>
    ThisFiscalYear,
    LastFiscalYear,
}

/// <summary>Where the periods lie, and when a day comes into one and leaves it.</summary>
public static class CalendarPeriods
{
    public static IReadOnlyList<string> Names => WireNames<CalendarPeriod>.All;

    /// <summary>The name in queries and rules: <c>this_fiscal_year</c>.</summary>
    public static string Wire(this CalendarPeriod period) => WireNames<CalendarPeriod>.Of(period);

    public static bool TryParse(string name, out CalendarPeriod period) =>
        WireNames<CalendarPeriod>.TryRead(name, out period);

    /// <summary>The first day of the period and the first after it, as seen from a day.</summary>
    public static (LocalDate First, LocalDate After) SeenFrom(
        this CalendarPeriod period,
        LocalDate today
    )
    {
        var (unit, offset) = Parts(period);
        var first = Move(unit, FirstOf(unit, today), offset);
        return (first, Move(unit, first, 1));
    }

    /// <summary>The days from which the period holds a given day: the first of them and the first after
    /// them.</summary>
    public static (LocalDate First, LocalDate After) DaysThatSee(
        this CalendarPeriod period,
        LocalDate day
    )
    {
        var (unit, offset) = Parts(period);
        var first = Move(unit, FirstOf(unit, day), -offset);
        return (first, Move(unit, first, 1));
    }

    private static (Unit Unit, int Offset) Parts(CalendarPeriod period) =>
        period switch
        {
            CalendarPeriod.Today => (Unit.Day, 0),
            CalendarPeriod.Yesterday => (Unit.Day, -1),
            CalendarPeriod.Tomorrow => (Unit.Day, 1),
            CalendarPeriod.ThisWeek => (Unit.Week, 0),
            CalendarPeriod.LastWeek => (Unit.Week, -1),
            CalendarPeriod.ThisMonth => (Unit.Month, 0),
            CalendarPeriod.LastMonth => (Unit.Month, -1),
            CalendarPeriod.ThisQuarter => (Unit.Quarter, 0),
            CalendarPeriod.LastQuarter => (Unit.Quarter, -1),
            CalendarPeriod.ThisFiscalYear => (Unit.FiscalYear, 0),
            CalendarPeriod.LastFiscalYear => (Unit.FiscalYear, -1),
        };

    private static LocalDate FirstOf(Unit unit, LocalDate day) =>
        unit switch
        {
            Unit.Day => day,
            Unit.Week => day.PlusDays(IsoDayOfWeek.Monday - day.DayOfWeek),
            Unit.Month => new LocalDate(day.Year, day.Month, 1),
            Unit.Quarter => new LocalDate(day.Year, ((day.Month - 1) / 3 * 3) + 1, 1),
            Unit.FiscalYear => new LocalDate(day.Month < 4 ? day.Year - 1 : day.Year, 4, 1),
        };

    private static LocalDate Move(Unit unit, LocalDate first, int by) =>
        unit switch
        {
            Unit.Day => first.PlusDays(by),
            Unit.Week => first.PlusWeeks(by),
            Unit.Month => first.PlusMonths(by),
            Unit.Quarter => first.PlusMonths(3 * by),
            Unit.FiscalYear => first.PlusYears(by),
        };

    private enum Unit
    {
        Day,
        Week,
        Month,
        Quarter,
        FiscalYear,
    }
}
