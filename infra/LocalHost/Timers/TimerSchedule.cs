using System.Globalization;
using NCrontab;

namespace KoSales.LocalHost.Timers;

/// <summary>When a timer is due. All times are UTC.</summary>
internal abstract class TimerSchedule
{
    private const int Looked = 10;

    /// <summary>
    /// The first occurrence after the given time; <see cref="DateTime.MaxValue"/> when there is none.
    /// </summary>
    public abstract DateTime Next(DateTime after);

    /// <summary>
    /// Runs less than a minute apart are not remembered over restarts, whatever the trigger asks: the real
    /// host turns
    /// the monitor off too.
    /// </summary>
    public bool IsMonitorable(DateTime from)
    {
        var (at, next) = (Next(from), DateTime.MinValue);
        for (var i = 0; i < Looked && at < DateTime.MaxValue; i++, at = next)
        {
            next = Next(at);
            if (next - at < TimeSpan.FromMinutes(1))
                return false;
        }
        return true;
    }

    /// <summary>Six or five cron fields, or <c>hh:mm:ss</c>.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static TimerSchedule Parse(string expression)
    {
        var fields = expression
            .Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Length;
        var options = new CrontabSchedule.ParseOptions { IncludingSeconds = fields == 6 };
        if (fields is 5 or 6 && CrontabSchedule.TryParse(expression, options) is { } cron)
            return new Cron(cron);
        var isSpan =
            TimeSpan.TryParse(expression, CultureInfo.InvariantCulture, out var span)
            && span > TimeSpan.Zero;
        if (fields == 1 && isSpan)
            return new Interval(span);
        throw new FormatException(
            $"'{expression}' is neither NCRONTAB (six or five fields) nor a positive hh:mm:ss."
        );
    }

    private sealed class Cron(CrontabSchedule cron) : TimerSchedule
    {
        public override DateTime Next(DateTime after) =>
            DateTime.SpecifyKind(cron.GetNextOccurrence(after), DateTimeKind.Utc);
    }

    private sealed class Interval(TimeSpan span) : TimerSchedule
    {
        public override DateTime Next(DateTime after) => after + span;
    }
}
