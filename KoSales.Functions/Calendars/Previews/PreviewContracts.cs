using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Functions.Calendars.Previews;

public sealed record PreviewCalendar
{
    public required CalendarForm Calendar { get; init; }

    public IReadOnlyList<PreviewDeadline>? Deadlines { get; init; }

    public IReadOnlyList<PreviewSpan>? Spans { get; init; }
}

public sealed record PreviewDeadline
{
    public required Instant From { get; init; }

    [Range(0, 10_000_000)]
    public required int Minutes { get; init; }

    [Description("In any order; those that overlap count once.")]
    public IReadOnlyList<PreviewSpan>? Pauses { get; init; }
}

[Description("[from, to)")]
public sealed record PreviewSpan
{
    public required Instant From { get; init; }

    public required Instant To { get; init; }
}

public sealed record CalendarPreviewView(
    IReadOnlyList<DueView> Deadlines,
    IReadOnlyList<MinutesView> Spans
);

public sealed record DueView(Instant Due);

/// <param name="BusinessMinutes">Whole minutes, rounded down.</param>
public sealed record MinutesView(long BusinessMinutes);

[JsonSerializable(typeof(PreviewCalendar))]
[JsonSerializable(typeof(CalendarPreviewView))]
internal sealed partial class PreviewContractsJson : JsonSerializerContext
{
    public static PreviewContractsJson Wire { get; } =
        new(Domain.Storage.DocumentJson.NewOptions());
}
