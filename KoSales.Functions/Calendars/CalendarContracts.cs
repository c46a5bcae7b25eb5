using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KoSales.Domain.Calendars;
using NodaTime;

namespace KoSales.Functions.Calendars;

public sealed record CreateCalendar
{
    [StringLength(100, MinimumLength = 1)]
    [KeptInTheClear]
    public required string Name { get; init; }

    [Description("base when left out; holidays and shift are layers that lie on top of a base.")]
    public CalendarKind? Kind { get; init; }

    [Description(
        "Of holidays: whose they are. Of a base or shift: the state whose holidays its people have."
    )]
    [StringLength(2, MinimumLength = 2)]
    public string? StateCode { get; init; }

    [Description("IANA name; Asia/Kolkata when left out. Of a base only.")]
    [StringLength(60, MinimumLength = 1)]
    public string? TimeZone { get; init; }

    public WeekForm? Week { get; init; }

    public IReadOnlyList<HolidayForm>? Holidays { get; init; }

    public bool? IsDefault { get; init; }

    [Description("From when it counts; now when left out.")]
    public Instant? EffectiveFrom { get; init; }
}

/// <summary>A merge patch: what is left out stays, null clears.</summary>
public sealed record EditCalendar
{
    [StringLength(100, MinimumLength = 1)]
    [KeptInTheClear]
    public string? Name { get; init; }

    [StringLength(2, MinimumLength = 2)]
    public string? StateCode { get; init; }

    [StringLength(60, MinimumLength = 1)]
    public string? TimeZone { get; init; }

    public WeekForm? Week { get; init; }

    public IReadOnlyList<HolidayForm>? Holidays { get; init; }

    public bool? IsDefault { get; init; }

    [Description(
        "From when the changed hours count, now when left out. Running clocks count by the old ones until then."
    )]
    public Instant? EffectiveFrom { get; init; }
}

public sealed record CalendarView
{
    public required CalendarId Id { get; init; }

    public required int Version { get; init; }

    public required string Name { get; init; }

    public required CalendarKind Kind { get; init; }

    public string? StateCode { get; init; }

    public required bool IsDefault { get; init; }

    public string? TimeZone { get; init; }

    public required WeekForm Week { get; init; }

    public required IReadOnlyList<HolidayForm> Holidays { get; init; }

    public required int CalendarVersion { get; init; }

    public required Instant EffectiveFrom { get; init; }

    public required Instant CreatedAt { get; init; }

    public required Instant UpdatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required string UpdatedBy { get; init; }
}

/// <summary>One version of a calendar's hours.</summary>
public sealed record CalendarVersionView
{
    public required string Id { get; init; }

    public required CalendarId CalendarId { get; init; }

    public required int CalendarVersion { get; init; }

    public required CalendarKind Kind { get; init; }

    public string? StateCode { get; init; }

    public string? TimeZone { get; init; }

    public required WeekForm Week { get; init; }

    public required IReadOnlyList<HolidayForm> Holidays { get; init; }

    public required Instant EffectiveFrom { get; init; }

    public required Instant CreatedAt { get; init; }

    public required string CreatedBy { get; init; }
}

/// <summary>What counts on a date for an agent, or for anybody under the calendar.</summary>
/// <param name="Key">Names this composition; clocks carry it.</param>
/// <param name="Hours">The windows of that date; none for a day off.</param>
/// <param name="Layers">Version ids, the lowest first.</param>
/// <param name="Leave">The agent's leave that is not over, as <c>from/to</c>.</param>
public sealed record EffectiveCalendarView(
    string CalendarId,
    string? AgentId,
    LocalDate On,
    string Key,
    IReadOnlyList<string> Layers,
    IReadOnlyList<string> Leave,
    string TimeZone,
    WeeklyHours Week,
    IReadOnlyList<Holiday> Holidays,
    IReadOnlyList<DayWindow> Hours,
    long BusinessMinutes
);

[JsonSerializable(typeof(CreateCalendar))]
[JsonSerializable(typeof(EditCalendar))]
[JsonSerializable(typeof(CalendarView))]
[JsonSerializable(typeof(CalendarVersionView))]
[JsonSerializable(typeof(EffectiveCalendarView))]
internal sealed partial class CalendarContractsJson : JsonSerializerContext
{
    public static CalendarContractsJson Wire { get; } =
        new(Domain.Storage.DocumentJson.NewOptions());
}
