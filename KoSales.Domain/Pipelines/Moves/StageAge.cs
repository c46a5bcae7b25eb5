using KoSales.Domain.Calendars;
using KoSales.Domain.Pipelines.Workflows;
using NodaTime;

namespace KoSales.Domain.Pipelines.Moves;

/// <summary>The clock of a stage visit: business time since the stage was entered, against the longest that
/// it allows.</summary>
public static class StageAge
{
    /// <summary>With the instant from which the visit lasts too long. One that was told of already stays
    /// so.</summary>
    public static Pipeline Aged(this Pipeline pipeline, StageDefinition stage, IClockTime time)
    {
        if (pipeline.RottenAt is not null)
            return pipeline;
        var end = EndOf(stage, pipeline.StageEnteredAt, time);
        return end == pipeline.RotsAt ? pipeline : pipeline with { RotsAt = end };
    }

    public static StageMove Aged(this StageMove move, IClockTime time) =>
        move with
        {
            Pipeline = move.Pipeline.Aged(move.Into, time),
        };

    /// <summary>Null for a stage in which an entity may stay as long as it likes.</summary>
    public static Instant? EndOf(StageDefinition stage, Instant enteredAt, IClockTime time) =>
        stage is { IsTerminal: false, MaxAgeMinutes: { } longest }
            ? time.Deadline(enteredAt, Duration.FromMinutes(longest))
            : null;
}
