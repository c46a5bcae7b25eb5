using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Domain.Calendars;

[JsonConverter(typeof(EntityIdConverter<CalendarId>))]
public readonly record struct CalendarId(string Value) : IEntityId<CalendarId>
{
    public static IdFormat Format { get; } = new("calendars", "CAL-");

    public static CalendarId Of(string value) => new(value);

    public override string ToString() => Value;
}

/// <summary>What a calendar contributes; see <see cref="CalendarLayers"/>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CalendarKind>))]
public enum CalendarKind
{
    /// <summary>Zone, weekly hours and holidays: complete by itself.</summary>
    [JsonStringEnumMemberName("base")]
    Base,

    /// <summary>A state's holidays, on top of a base.</summary>
    [JsonStringEnumMemberName("holidays")]
    Holidays,

    /// <summary>A team's or an agent's own hours and dates, on top of a base and of the state's
    /// holidays.</summary>
    [JsonStringEnumMemberName("shift")]
    Shift,
}

/// <summary>What a calendar and each of its versions define.</summary>
public abstract record CalendarContent : Document
{
    public CalendarKind Kind { get; init; }

    /// <summary>Of holidays: the state that they are of. Of a base or shift: the state whose holidays its
    /// people have; null for none.</summary>
    public string? StateCode { get; init; }

    /// <summary>IANA id; null unless a base.</summary>
    public string? TimeZone { get; init; }

    public WeeklyHours Week
    {
        get;
        init => field = value ?? new WeeklyHours();
    } = new();

    public IReadOnlyList<Holiday> Holidays
    {
        get;
        init => field = value ?? [];
    } = [];
}

/// <summary>A calendar as it was last defined. What clocks count by are its versions, which never
/// change.</summary>
public sealed record Calendar : CalendarContent
{
    /// <summary>One company calendar.</summary>
    public const string DefaultIndex = "calendars_default";

    public required CalendarId Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Not on the wire: the name's form by which lists are sorted.</summary>
    public string NameKey => Texts.SortKey(Name);

    /// <summary>Counts where no policy, agent or team names another.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Number of the newest version, from 1.</summary>
    public int CalendarVersion { get; init; }

    /// <summary>From when the newest version counts; may lie ahead.</summary>
    public Instant EffectiveFrom { get; init; }

    [JsonIgnore]
    public override string Key => Id.Value;

    public CalendarVersion ToVersion() =>
        new()
        {
            Id = $"{Id.Value}.{CalendarVersion}",
            CalendarId = Id,
            CalendarVersionNumber = CalendarVersion,
            Kind = Kind,
            StateCode = StateCode,
            TimeZone = TimeZone,
            Week = Week,
            Holidays = Holidays,
            EffectiveFrom = EffectiveFrom,
            CreatedAt = UpdatedAt,
            UpdatedAt = UpdatedAt,
            CreatedBy = UpdatedBy,
            UpdatedBy = UpdatedBy,
        };
}

/// <summary>One version of a calendar; never changed.</summary>
public sealed record CalendarVersion : CalendarContent
{
    /// <summary><c>CAL-1.3</c>; part of the keys in clocks.</summary>
    public required string Id { get; init; }

    public required CalendarId CalendarId { get; init; }

    [JsonPropertyName("calendar_version")]
    public required int CalendarVersionNumber { get; init; }

    public required Instant EffectiveFrom { get; init; }

    [JsonIgnore]
    public override string Key => Id;
}

[JsonSerializable(typeof(Calendar))]
[JsonSerializable(typeof(CalendarVersion))]
internal sealed partial class CalendarJson : JsonSerializerContext
{
    public static CalendarJson Documents { get; } = new(DocumentJson.NewOptions());
}

public static class CalendarStore
{
    public static readonly Collection<Calendar> Collection = new(
        "calendars",
        () => CalendarJson.Documents.Calendar,
        new IndexSpec("calendars_created", "-created_at"),
        new IndexSpec("calendars_name", "name_key"),
        new IndexSpec(Calendar.DefaultIndex, "is_default")
        {
            Unique = true,
            Where = Filter.AllOf(
                new Filter.Condition("is_default", FilterOperator.Eq, new FilterValue.Flag(true)),
                Filter.Missing("deleted_at")
            ),
        }
    );

    public static readonly Collection<CalendarVersion> Versions = new(
        "calendar_versions",
        () => CalendarJson.Documents.CalendarVersion,
        new IndexSpec("calendar_versions_calendar", "calendar_id", "calendar_version")
    );
}
