using System.Globalization;
using KoSales.Domain.Agents;
using NodaTime;
using NodaTime.Text;

namespace KoSales.Domain.Calendars;

/// <summary>What an effective calendar is made of: the company's base, the state's holidays, a team's or
/// agent's shift, the agent's leave.</summary>
/// <param name="Layers">At most one of each kind; without a base the default definition stands for it.</param>
/// <param name="Leave">Whole days off.</param>
public sealed record CalendarStack(
    IReadOnlyList<CalendarVersion> Layers,
    IReadOnlyList<LeavePeriod> Leave
)
{
    /// <summary>Names this composition for good: <c>CAL-1.3+CAL-4.1+2026-11-23/2026-11-25</c>. Version ids
    /// and leave days, which are all that it depends on.</summary>
    public string Key =>
        this switch
        {
            { Layers: [], Leave: [] } => "",
            { Layers: [var only], Leave: [] } => only.Id,
            _ => string.Join(
                '+',
                [
                    .. Layers.OrderBy(l => l.Kind).Select(l => l.Id),
                    .. Leave.Select(CalendarKey.Write),
                ]
            ),
        };

    public CalendarVersion? Of(CalendarKind kind) => Layers.FirstOrDefault(l => l.Kind == kind);
}

/// <summary>Makes one calendar of layers.</summary>
public static class CalendarLayers
{
    /// <summary>
    /// Zone and weekly hours of the base, the hours replaced by the shift's when it has any. Of dates that
    /// several layers name the last one counts:
    /// base, state, shift, and leave over all of them.
    /// </summary>
    public static CalendarDefinition Compose(CalendarStack stack)
    {
        var bottom = stack.Of(CalendarKind.Base);
        var shift = stack.Of(CalendarKind.Shift);
        return new CalendarDefinition(
            bottom?.TimeZone ?? CalendarDefinition.Default.TimeZone,
            shift is { Week.IsEmpty: false }
                ? shift.Week
                : bottom?.Week ?? CalendarDefinition.Default.Week,
            [.. DatesOf(stack).Values.SelectMany(d => d)]
        );
    }

    private static SortedDictionary<LocalDate, IReadOnlyList<Holiday>> DatesOf(CalendarStack stack)
    {
        var dates = new SortedDictionary<LocalDate, IReadOnlyList<Holiday>>();
        foreach (var kind in new[] { CalendarKind.Base, CalendarKind.Holidays, CalendarKind.Shift })
        {
            foreach (var date in (stack.Of(kind)?.Holidays ?? []).GroupBy(h => h.Date))
                dates[date.Key] = [.. date];
        }

        foreach (var day in stack.Leave.SelectMany(Days))
            dates[day] = [new Holiday(day, "leave")];
        return dates;
    }

    private static IEnumerable<LocalDate> Days(LeavePeriod leave)
    {
        for (var day = leave.From; day <= leave.To; day = day.PlusDays(1))
            yield return day;
    }
}

/// <summary>Reads the keys that <see cref="CalendarStack.Key"/> writes.</summary>
public static class CalendarKey
{
    public static string Write(LeavePeriod leave) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{LocalDatePattern.Iso.Format(leave.From)}/{LocalDatePattern.Iso.Format(leave.To)}"
        );

    public static (IReadOnlyList<string> VersionIds, IReadOnlyList<LeavePeriod> Leave) Read(
        string key
    )
    {
        var parts = key.Split('+');
        return (
            [.. parts.Where(p => !p.Contains('/', StringComparison.Ordinal))],
            [.. parts.Where(p => p.Contains('/', StringComparison.Ordinal)).Select(Leave)]
        );
    }

    private static LeavePeriod Leave(string part)
    {
        var dates = part.Split('/');
        return new LeavePeriod(
            LocalDatePattern.Iso.Parse(dates[0]).Value,
            LocalDatePattern.Iso.Parse(dates[1]).Value
        );
    }
}
