using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Domain.Calendars;

/// <summary>When work is done: weekly windows in a zone, and dates that differ.</summary>
/// <param name="TimeZone">IANA id, such as <c>Asia/Kolkata</c>.</param>
public sealed record CalendarDefinition(
    string TimeZone,
    WeeklyHours Week,
    IReadOnlyList<Holiday> Holidays
)
{
    public IReadOnlyList<Holiday> Holidays
    {
        get;
        init => field = value ?? [];
    } = Holidays ?? [];

    /// <summary>Monday to Saturday 09:30 to 18:30 in Asia/Kolkata.</summary>
    public static CalendarDefinition Default { get; } =
        new("Asia/Kolkata", WeeklyHours.MondayToSaturday(new DayWindow(34_200, 66_600)), []);

    /// <summary>The windows of a date, in order, disjoint, with what reaches in from the evening
    /// before.</summary>
    public IReadOnlyList<DayWindow> HoursOn(LocalDate date) => new DayHours(this).On(date);
}

/// <summary>Windows per weekday; a weekday that is not named has none.</summary>
/// <remarks>Generated JSON readers set members that are absent to null, over the initial value; the
/// accessors put the empty list back.</remarks>
public sealed record WeeklyHours
{
    public IReadOnlyList<DayWindow> Mon
    {
        get;
        init => field = value ?? [];
    } = [];

    public IReadOnlyList<DayWindow> Tue
    {
        get;
        init => field = value ?? [];
    } = [];

    public IReadOnlyList<DayWindow> Wed
    {
        get;
        init => field = value ?? [];
    } = [];

    public IReadOnlyList<DayWindow> Thu
    {
        get;
        init => field = value ?? [];
    } = [];

    public IReadOnlyList<DayWindow> Fri
    {
        get;
        init => field = value ?? [];
    } = [];

    public IReadOnlyList<DayWindow> Sat
    {
        get;
        init => field = value ?? [];
    } = [];

    public IReadOnlyList<DayWindow> Sun
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Monday first.</summary>
    public static IReadOnlyList<IsoDayOfWeek> Days { get; } =
    [.. Enum.GetValues<IsoDayOfWeek>().Where(d => d != IsoDayOfWeek.None)];

    [JsonIgnore]
    public bool IsEmpty => Days.All(day => On(day).Count == 0);

    public bool SameAs(WeeklyHours other) => Days.All(day => On(day).SequenceEqual(other.On(day)));

    /// <summary>As in JSON: <c>mon</c>.</summary>
    public static string NameOf(IsoDayOfWeek day) => day.ToString()[..3].ToLowerInvariant();

    public static WeeklyHours MondayToSaturday(DayWindow window) =>
        new()
        {
            Mon = [window],
            Tue = [window],
            Wed = [window],
            Thu = [window],
            Fri = [window],
            Sat = [window],
        };

    public IReadOnlyList<DayWindow> On(IsoDayOfWeek day) =>
        day switch
        {
            IsoDayOfWeek.Monday => Mon,
            IsoDayOfWeek.Tuesday => Tue,
            IsoDayOfWeek.Wednesday => Wed,
            IsoDayOfWeek.Thursday => Thu,
            IsoDayOfWeek.Friday => Fri,
            IsoDayOfWeek.Saturday => Sat,
            IsoDayOfWeek.Sunday => Sun,
            IsoDayOfWeek.None => [],
        };
}

/// <param name="Hours">A short day's windows, which replace the weekday's; null or empty for a day without
/// work.</param>
public sealed record Holiday(
    LocalDate Date,
    string? Name = null,
    IReadOnlyList<DayWindow>? Hours = null
)
{
    [JsonIgnore]
    public bool IsShortDay => Hours is { Count: > 0 };

    public static bool Same(IReadOnlyList<Holiday> some, IReadOnlyList<Holiday> others) =>
        some.Count == others.Count
        && some.Zip(others)
            .All(h =>
                h.First.Date == h.Second.Date
                && h.First.Name == h.Second.Name
                && (h.First.Hours ?? []).SequenceEqual(h.Second.Hours ?? [])
            );
}
