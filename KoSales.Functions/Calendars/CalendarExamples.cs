using KoSales.Domain.Calendars;
using KoSales.Functions.Calendars.Previews;
using NodaTime;

namespace KoSales.Functions.Calendars;

internal static class CalendarExamples
{
    private const string India = "Asia/Kolkata";

    private static readonly WindowForm[] Day = [new() { From = "09:30", To = "18:30" }];

    private static readonly WeekForm Week = new()
    {
        Mon = Day,
        Tue = Day,
        Wed = Day,
        Thu = Day,
        Fri = Day,
        Sat = [new WindowForm { From = "09:30", To = "13:30" }],
    };

    private static readonly HolidayForm[] Holidays =
    [
        new() { Date = new LocalDate(2027, 1, 26), Name = "Republic Day" },
        new()
        {
            Date = new LocalDate(2026, 12, 24),
            Name = "Christmas Eve",
            Hours = [new WindowForm { From = "09:30", To = "13:00" }],
        },
    ];

    public static readonly ContractExample[] All =
    [
        ContractExample.Of(
            new CreateCalendar
            {
                Name = "Bhopal office",
                Kind = CalendarKind.Base,
                StateCode = "23",
                TimeZone = India,
                Week = Week,
                Holidays = Holidays,
            }
        ),
        ContractExample.Of(
            new EditCalendar { Holidays = Holidays, EffectiveFrom = ExampleNames.After(24 * 60) }
        ),
        ContractExample.Of(View()),
        ContractExample.Of(Version()),
        ContractExample.Of(Effective()),
        ContractExample.Of(
            new PreviewCalendar
            {
                Calendar = new CalendarForm
                {
                    TimeZone = India,
                    Week = Week,
                    Holidays = Holidays,
                },
                Deadlines =
                [
                    new PreviewDeadline { From = ExampleNames.After(24 * 60), Minutes = 240 },
                ],
                Spans =
                [
                    new PreviewSpan
                    {
                        From = ExampleNames.After(24 * 60),
                        To = ExampleNames.After(48 * 60),
                    },
                ],
            }
        ),
        ContractExample.Of(
            new CalendarPreviewView(
                [new DueView(ExampleNames.After(28 * 60))],
                [new MinutesView(540)]
            )
        ),
    ];

    private static CalendarView View() =>
        new()
        {
            Id = CalendarId.Of(ExampleNames.Calendar),
            Version = 3,
            Name = "Bhopal office",
            Kind = CalendarKind.Base,
            StateCode = "23",
            IsDefault = true,
            TimeZone = India,
            Week = Week,
            Holidays = Holidays,
            CalendarVersion = 1,
            EffectiveFrom = ExampleNames.Start,
            CreatedAt = ExampleNames.Start,
            UpdatedAt = ExampleNames.After(5),
            CreatedBy = ExampleNames.Admin,
            UpdatedBy = ExampleNames.Admin,
        };

    private static CalendarVersionView Version() =>
        new()
        {
            Id = "CAL-1.1",
            CalendarId = CalendarId.Of(ExampleNames.Calendar),
            CalendarVersion = 1,
            Kind = CalendarKind.Base,
            StateCode = "23",
            TimeZone = India,
            Week = Week,
            Holidays = Holidays,
            EffectiveFrom = ExampleNames.Start,
            CreatedAt = ExampleNames.Start,
            CreatedBy = ExampleNames.Admin,
        };

    private static EffectiveCalendarView Effective()
    {
        DayWindow[] hours = [new DayWindow(34_200, 66_600)];
        return new EffectiveCalendarView(
            ExampleNames.Calendar,
            ExampleNames.Agent,
            new LocalDate(2026, 12, 1),
            "CAL-1.1",
            Layers: ["CAL-1.1"],
            Leave: ["2026-12-21/2026-12-24"],
            India,
            WeeklyHours.MondayToSaturday(hours[0]),
            [new Holiday(new LocalDate(2027, 1, 26), "Republic Day")],
            hours,
            BusinessMinutes: 540
        );
    }
}
