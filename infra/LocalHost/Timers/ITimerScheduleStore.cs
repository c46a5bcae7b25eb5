namespace KoSales.LocalHost.Timers;

/// <summary>Remembers over restarts when each timer function last ran and is next due.</summary>
internal interface ITimerScheduleStore
{
    /// <summary>Null for a function never written.</summary>
    Task<ScheduleStatus?> ReadAsync(string function, CancellationToken cancellation);

    /// <summary>Replaces what was there; durable when it returns.</summary>
    Task WriteAsync(string function, ScheduleStatus status, CancellationToken cancellation);
}

/// <summary>UTC.</summary>
/// <param name="Last">The occurrence that was last run; the default before the first.</param>
internal sealed record ScheduleStatus(DateTime Last, DateTime Next, DateTime LastUpdated);
