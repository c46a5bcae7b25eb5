using System.Text.Json.Serialization;

namespace KoSales.Domain.Flows;

/// <summary>By which calendars the flows that wait have reckoned: of the company, and of each team that has
/// one of its own.</summary>
public sealed record FlowHours : Document
{
    public const string TheId = "flow-hours";

    /// <summary>The place of the company's calendar.</summary>
    public const string Company = "";

    public static readonly Collection<FlowHours> Collection = new(
        "flow_hours",
        () => new FlowHoursJson(DocumentJson.NewOptions()).FlowHours
    );

    public required string Id { get; init; }

    /// <summary>Team id, or <see cref="Company"/> → key of the calendar versions.</summary>
    public IReadOnlyDictionary<string, string> Keys
    {
        get;
        init => field = value ?? new Dictionary<string, string>();
    } = new Dictionary<string, string>();

    [JsonIgnore]
    public override string Key => Id;

    /// <summary>A team without a calendar of its own goes by the company's.</summary>
    public string? KeyOf(string? teamId) =>
        Keys.GetValueOrDefault(teamId ?? Company) ?? Keys.GetValueOrDefault(Company);

    /// <summary>Whether the team's time is another one since.</summary>
    public bool Differs(FlowHours now, string? teamId) => KeyOf(teamId) != now.KeyOf(teamId);

    /// <summary>Whether anybody's time is another one since.</summary>
    public bool Differs(FlowHours now) =>
        Keys.Keys.Concat(now.Keys.Keys).Any(place => Differs(now, place));
}

[JsonSerializable(typeof(FlowHours))]
internal sealed partial class FlowHoursJson : JsonSerializerContext;
