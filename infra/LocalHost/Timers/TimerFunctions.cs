using System.Text.RegularExpressions;
using KoSales.LocalHost.Protocol;
using Microsoft.Extensions.Configuration;

namespace KoSales.LocalHost.Timers;

/// <summary>A timer function and its parsed schedule; the expression has its settings filled in.</summary>
internal sealed record TimerFunction(
    HostedFunction Function,
    string Expression,
    TimerSchedule Schedule
)
{
    /// <summary>Runs once more whenever the host starts.</summary>
    public bool RunOnStartup => Function.Setting("runOnStartup", otherwise: false);

    /// <summary>Remembers over restarts when it last ran, and makes up for a run that was missed.</summary>
    public bool UseMonitor => Function.Setting("useMonitor", otherwise: true);
}

/// <summary>Reads the schedules of timer functions.</summary>
internal static partial class TimerFunctions
{
    /// <exception cref="StartException">A schedule cannot be read, or names a setting that is not set; each
    /// fault names
    /// its function.</exception>
    public static IReadOnlyList<TimerFunction> Of(
        FunctionTable functions,
        IConfiguration configuration
    )
    {
        var all = new List<TimerFunction>();
        var faults = new List<string>();
        foreach (var function in functions.Of(TriggerKind.Timer))
        {
            var stated = function.Setting("schedule") ?? "";
            try
            {
                var expression = Filled(stated, configuration);
                all.Add(new TimerFunction(function, expression, TimerSchedule.Parse(expression)));
            }
            catch (FormatException fault)
            {
                faults.Add(NotValid(function, stated, fault));
            }
        }

        StartException.ThrowIfAny(faults);
        return all;
    }

    private static string NotValid(HostedFunction function, string stated, FormatException fault) =>
        $"Function '{function}': schedule '{stated}' is not valid: {fault.Message}";

    private static string Filled(string stated, IConfiguration configuration) =>
        Setting()
            .Replace(
                stated,
                match =>
                    configuration[match.Groups[1].Value]
                    ?? throw new FormatException($"setting '{match.Groups[1].Value}' is not set.")
            );

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Setting();
}
