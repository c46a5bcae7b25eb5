using KoSales.Domain.Calendars;

namespace KoSales.Functions.Calendars;

internal static class CalendarLists
{
    /// <summary>Everybody who logs in sees the calendars that work is counted by.</summary>
    public static readonly ListSpec<CalendarView> Calendars = new()
    {
        Name = "calendars",
        Noun = "calendar",
        Collection = CalendarStore.Collection,
        Fields = new Dictionary<string, FieldType>
        {
            ["id"] = FieldType.Text,
            ["name"] = FieldType.Text,
            ["kind"] = FieldType.Text,
            ["state_code"] = FieldType.Text,
            ["is_default"] = FieldType.Flag,
            ["created_at"] = FieldType.Instant,
            ["updated_at"] = FieldType.Instant,
        },
        Sorts = new Dictionary<string, FieldType>
        {
            ["created_at"] = FieldType.Instant,
            ["name"] = FieldType.Text,
        },
        SortedBy = new Dictionary<string, string> { ["name"] = "name_key" },
        Scope = _ => Filter.Everything,
    };

    public static readonly ListSpec<CalendarVersionView> Versions = new()
    {
        Name = "calendar-versions",
        Noun = "calendar_version",
        Collection = CalendarStore.Versions,
        Fields = new Dictionary<string, FieldType> { ["effective_from"] = FieldType.Instant },
        Sorts = new Dictionary<string, FieldType>(),
        DefaultSort = "id",
        Scope = _ => Filter.Everything,
    };
}
