using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.LocalHost.Protocol;
using Microsoft.Extensions.Logging;

namespace KoSales.LocalHost.Timers;

/// <summary>
/// Fires one timer function, never two runs at once: an occurrence that falls into a run is skipped. A run
/// that was cut
/// off by the end of the process counts as missed, so the next start makes up for it.
/// </summary>
internal sealed class TimerLoop(
    TimerFunction timer,
    Invocations invocations,
    ITimerScheduleStore store,
    TimeProvider time,
    ILogger logger
) : IDisposable
{
    // Waits are cut short so that a clock that is set forward is noticed.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _oneRun = new(1);
    private readonly bool _monitored =
        timer.UseMonitor && timer.Schedule.IsMonitorable(time.GetUtcNow().UtcDateTime);
    private ScheduleStatus? _status;

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Until cancelled; a run in progress is not cancelled by this token.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            var next = await RecallAsync();
            var pastDue = next <= Now;
            if (pastDue || timer.RunOnStartup)
                next = await FireAsync(Now, pastDue, stopping);
            while (true)
            {
                await WaitAsync(next, stopping);
                next = await FireAsync(next, pastDue: false, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            Log.TimerStopped(logger, timer.Function.Name);
        }
    }

    /// <summary>A run by hand: waits for a run in progress, leaves the schedule alone.</summary>
    public async Task RunOnceAsync()
    {
        await _oneRun.WaitAsync();
        try
        {
            await InvokeAsync(pastDue: false);
        }
        finally
        {
            _oneRun.Release();
        }
    }

    public void Dispose() => _oneRun.Dispose();

    // When it is due since its last run: in the past if that was missed. A schedule that was changed while
    // the process
    // was down is judged by the new expression.
    private async Task<DateTime> RecallAsync()
    {
        var next = timer.Schedule.Next(Now);
        if (!_monitored)
            return next;
        _status = await TryAsync(() =>
            store.ReadAsync(timer.Function.Name, CancellationToken.None)
        );
        if (_status is { } known)
            return timer.Schedule.Next(known.Last == default ? known.LastUpdated : known.Last);
        await RememberAsync(last: default, next);
        return next;
    }

    private async Task WaitAsync(DateTime due, CancellationToken stopping)
    {
        for (var left = due - Now; left > TimeSpan.Zero; left = due - Now)
            await Task.Delay(left < LongestWait ? RoundUp(left) : LongestWait, time, stopping);
        stopping.ThrowIfCancellationRequested();
    }

    // A timer counts whole milliseconds; rounding down would spin through the last one.
    private static TimeSpan RoundUp(TimeSpan span) =>
        TimeSpan.FromMilliseconds(Math.Ceiling(span.TotalMilliseconds));

    private async Task<DateTime> FireAsync(DateTime due, bool pastDue, CancellationToken stopping)
    {
        await _oneRun.WaitAsync(stopping);
        try
        {
            await InvokeAsync(pastDue);
            // After the later of both: a clock that was set back must not fire the same occurrence twice.
            var next = timer.Schedule.Next(Now > due ? Now : due);
            if (_monitored)
                await RememberAsync(due, next);
            return next;
        }
        finally
        {
            _oneRun.Release();
        }
    }

    /// <summary>A failed run is logged by the worker, and the next occurrence still comes.</summary>
    private async Task InvokeAsync(bool pastDue)
    {
        var request = invocations.Prepare(timer.Function);
        var data = JsonSerializer.Serialize(
            TimerData.Of(_status, pastDue),
            TimerJson.Default.TimerData
        );
        request.InputData.Add(
            new ParameterBinding
            {
                Name = timer.Function.TriggerName,
                Data = new TypedData { Json = data },
            }
        );
        try
        {
            await invocations.RunAsync(request);
        }
        catch (IOException fault)
        {
            Log.TimerFailed(logger, fault, timer.Function.Name);
        }
    }

    private async Task RememberAsync(DateTime last, DateTime next)
    {
        var status = new ScheduleStatus(last, next, LastUpdated: Now);
        _status = status;
        await TryAsync<object?>(async () =>
        {
            await store.WriteAsync(timer.Function.Name, status, CancellationToken.None);
            return null;
        });
    }

    private async Task<T?> TryAsync<T>(Func<Task<T?>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception fault) // a full or locked disk must not stop the clock
        {
            Log.ScheduleNotStored(logger, fault, timer.Function.Name);
            return default;
        }
    }
}

/// <summary>What a timer function is told, in the form that the worker's converter reads.</summary>
internal sealed record TimerData(
    TimerData.Adjustment Schedule,
    ScheduleStatus? ScheduleStatus,
    bool IsPastDue
)
{
    public static TimerData Of(ScheduleStatus? status, bool pastDue) =>
        new(new Adjustment(AdjustForDST: true), status, pastDue);

    internal sealed record Adjustment(bool AdjustForDST);
}

[JsonSerializable(typeof(TimerData))]
internal sealed partial class TimerJson : JsonSerializerContext;
