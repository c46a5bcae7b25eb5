using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using KoSales.Domain.Calendars;
using KoSales.Domain.Kernel;
using NodaTime;

namespace KoSales.Functions.Calendars;

/// <summary>A calendar in line.</summary>
public sealed record CalendarForm
{
    [StringLength(100)]
    [KeptInTheClear]
    public string? Name { get; init; }

    [Description("IANA name, such as Asia/Kolkata.")]
    [StringLength(60, MinimumLength = 1)]
    public required string TimeZone { get; init; }

    public required WeekForm Week { get; init; }

    public IReadOnlyList<HolidayForm>? Holidays { get; init; }
}

[Description(
    "Windows per weekday, several a day and overnight ones allowed; those that overlap count as one. A weekday that is left out has none."
)]
public sealed record WeekForm
{
    [MaxLength(WindowForm.MostPerDay)]
    public IReadOnlyList<WindowForm>? Mon { get; init; }

    [MaxLength(WindowForm.MostPerDay)]
    public IReadOnlyList<WindowForm>? Tue { get; init; }

    [MaxLength(WindowForm.MostPerDay)]
    public IReadOnlyList<WindowForm>? Wed { get; init; }

    [MaxLength(WindowForm.MostPerDay)]
    public IReadOnlyList<WindowForm>? Thu { get; init; }

    [MaxLength(WindowForm.MostPerDay)]
    public IReadOnlyList<WindowForm>? Fri { get; init; }

    [MaxLength(WindowForm.MostPerDay)]
    public IReadOnlyList<WindowForm>? Sat { get; init; }

    [MaxLength(WindowForm.MostPerDay)]
    public IReadOnlyList<WindowForm>? Sun { get; init; }
}

[Description(
    "HH:mm or HH:mm:ss of the local day; the end may be 24:00, or at or before the beginning for a window that ends the next day."
)]
public sealed record WindowForm
{
    public const int MostPerDay = 12;

    [StringLength(8, MinimumLength = 5)]
    public required string From { get; init; }

    [StringLength(8, MinimumLength = 5)]
    public required string To { get; init; }
}

public sealed record HolidayForm
{
    public required LocalDate Date { get; init; }

    [StringLength(100)]
    [KeptInTheClear]
    public string? Name { get; init; }

    [Description("A short day's windows instead of the weekday's; none for a day without work.")]
    [MaxLength(WindowForm.MostPerDay)]
    public IReadOnlyList<WindowForm>? Hours { get; init; }
}

/// <summary>Reads forms as definitions; gathers what is wrong with their times, with pointers.</summary>
internal sealed class CalendarFormReader(string pointer)
{
    private readonly List<Fault> _faults = [];

    public IReadOnlyList<Fault> Faults => _faults;

    /// <summary>The definition and its compiled form, or every fault.</summary>
    public static Verdict<WorkingTime> Compile(CalendarForm form, Instant now, string pointer)
    {
        var reader = new CalendarFormReader(pointer);
        var definition = new CalendarDefinition(
            form.TimeZone,
            reader.Week(form.Week),
            reader.Holidays(form.Holidays)
        );
        var compiled = CalendarCheck.Compile(definition, now, pointer);
        return reader.Faults.Count == 0
            ? compiled
            : Verdict<WorkingTime>.Refuse([
                .. reader.Faults,
                .. compiled.Faults.Where(f => f.Code != WorkingTime.NeverWorks),
            ]);
    }

    public WeeklyHours Week(WeekForm? week) =>
        week is null
            ? new WeeklyHours()
            : new WeeklyHours
            {
                Mon = Windows(week.Mon, "/week/mon"),
                Tue = Windows(week.Tue, "/week/tue"),
                Wed = Windows(week.Wed, "/week/wed"),
                Thu = Windows(week.Thu, "/week/thu"),
                Fri = Windows(week.Fri, "/week/fri"),
                Sat = Windows(week.Sat, "/week/sat"),
                Sun = Windows(week.Sun, "/week/sun"),
            };

    public IReadOnlyList<Holiday> Holidays(IReadOnlyList<HolidayForm>? holidays) =>
        [
            .. (holidays ?? []).Select(
                (h, i) =>
                    new Holiday(
                        h.Date,
                        h.Name,
                        h.Hours is null ? null : Windows(h.Hours, $"/holidays/{i}/hours")
                    )
            ),
        ];

    private IReadOnlyList<DayWindow> Windows(IReadOnlyList<WindowForm>? windows, string at)
    {
        var read = new List<DayWindow>();
        foreach (var (i, form) in (windows ?? []).Index())
        {
            if (DayWindow.TryParse(form.From, form.To, out var window))
                read.Add(window);
            else
                _faults.Add(
                    Fault.Invalid(
                        $"{pointer}{at}/{i}",
                        "calendar.bad_window",
                        "A window is two times HH:mm of a day, the end 24:00 at most."
                    )
                );
        }

        return read;
    }
}
