using NodaTime;

namespace KoSales.Domain.Jobs;

/// <summary>How far a job is and how fast it goes, told from its counts alone. Since counts only go up
/// within a run, progress never goes back in it.</summary>
/// <param name="Total">Items in all; null until they are counted.</param>
/// <param name="Since">When the items were begun with; null before.</param>
/// <param name="Until">When the counts were written last.</param>
public sealed record JobPace(
    JobStatus Status,
    long? Total,
    long Processed,
    Instant? Since,
    Instant Until
)
{
    /// <summary>0 to 1, two decimals. 1 for everything that has been completed, a plan that is not carried
    /// out included.</summary>
    public decimal Progress =>
        (Status, Total) switch
        {
            (JobStatus.Completed or JobStatus.CompletedWithErrors, _) => 1,
            (_, null) => 0,
            (_, 0) => 1,
            _ => Math.Min(
                1,
                Math.Round((decimal)Processed / Total.Value, 2, MidpointRounding.ToZero)
            ),
        };

    /// <summary>Items per second since the start, whole, at least 1; null before there is anything to tell
    /// it from.</summary>
    public long? RatePerSecond
    {
        get
        {
            var seconds = Since is { } since ? (Until - since).TotalSeconds : 0;
            return seconds > 0 && Processed > 0 ? Math.Max(1, (long)(Processed / seconds)) : null;
        }
    }

    /// <summary>At the rate so far; null for what is not at work.</summary>
    public long? EtaSeconds =>
        Status is JobStatus.Running && Total is { } total && RatePerSecond is { } rate
            ? (Math.Max(0, total - Processed) + rate - 1) / rate
            : null;
}
