using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KoSales.Domain.Sla;
using KoSales.Functions.Calendars;
using KoSales.Functions.Sla.Policies;
using NodaTime;

namespace KoSales.Functions.Sla.Reports;

/// <summary>How the clocks did that ended within [from, to), or fell due in it and are still open.</summary>
/// <param name="Groups">By what was asked for; the largest first.</param>
public sealed record SlaReportView(
    Instant From,
    Instant To,
    string Group,
    SlaFigures Total,
    IReadOnlyList<SlaGroupView> Groups
);

/// <param name="Key">Agent id, team id or stage; empty for none.</param>
public sealed record SlaGroupView(string Key, SlaFigures Figures);

/// <param name="MetPercent">One decimal; absent without clocks.</param>
/// <param name="OpenBreached">Of the count, those that are past due and not done yet; none of them is
/// met.</param>
/// <param name="MedianMinutes">Business minutes used, nearest rank; of open clocks what they have used so
/// far.</param>
/// <param name="BreachMinutes">Business minutes past due, by whom the task was held meanwhile; empty key
/// for nobody.</param>
public sealed record SlaFigures(
    int Count,
    int Met,
    int OpenBreached,
    decimal? MetPercent,
    int? MedianMinutes,
    int? P90Minutes,
    IReadOnlyDictionary<string, long> BreachMinutes
)
{
    public static SlaFigures Of(SlaTally tally) =>
        new(
            tally.Count,
            tally.Met,
            tally.Open,
            tally.MetPercent,
            tally.Percentile(50),
            tally.Percentile(90),
            tally.Overruns
        );
}

public sealed record WhatIf
{
    [Description(
        "Tasks closed within the last so many days, and those that fell due in them and are still open."
    )]
    [Range(1, 92)]
    public required int Days { get; init; }

    [StringLength(40, MinimumLength = 1)]
    public string? PolicyId { get; init; }

    [Description("Instead of a policy: minutes per priority.")]
    public TargetsForm? TargetMinutes { get; init; }

    [StringLength(40, MinimumLength = 1)]
    public string? CalendarId { get; init; }

    [Description("Instead of calendar_id: a calendar in line.")]
    public CalendarForm? Calendar { get; init; }

    [Description("wall counts every second instead of a calendar's.")]
    public ClockKind? Clock { get; init; }
}

public sealed record WhatIfView(
    int Days,
    int Count,
    SlaFigures Before,
    SlaFigures After,
    int MetNow,
    int BrokenNow
);

[JsonSerializable(typeof(SlaReportView))]
[JsonSerializable(typeof(WhatIf))]
[JsonSerializable(typeof(WhatIfView))]
internal sealed partial class SlaReportContractsJson : JsonSerializerContext
{
    public static SlaReportContractsJson Wire { get; } =
        new(Domain.Storage.DocumentJson.NewOptions());
}
