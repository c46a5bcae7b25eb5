using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>
/// Starts the function by the clock. Schedule: NCRONTAB with six fields (seconds first) or five, a TimeSpan <c>hh:mm:ss</c>, or
/// <c>%Setting%</c> that names one of these; times are UTC.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TimerTriggerAttribute(string schedule) : TriggerBindingAttribute
{
    public string Schedule { get; } = schedule;

    /// <summary>Remember the last run over restarts, so that a missed one is made up for at start.</summary>
    public bool UseMonitor { get; set; } = true;

    public bool RunOnStartup { get; set; }
}

public class TimerInfo
{
    /// <summary>Null without monitor.</summary>
    public ScheduleStatus? ScheduleStatus { get; set; }

    /// <summary>This run makes up for one that was missed.</summary>
    public bool IsPastDue { get; set; }
}

/// <summary>All UTC. <see cref="Last"/> is the default value before the first run.</summary>
public class ScheduleStatus
{
    public DateTime Last { get; set; }

    public DateTime Next { get; set; }

    public DateTime LastUpdated { get; set; }
}
