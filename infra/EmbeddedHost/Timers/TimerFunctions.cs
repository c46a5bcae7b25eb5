using System.Text.RegularExpressions;
using KoSales.EmbeddedHost.Catalog;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace KoSales.EmbeddedHost.Timers;

/// <summary>A timer function and its parsed schedule; the expression has its settings filled in.</summary>
internal sealed record TimerFunction(FunctionDescriptor Function, string Expression, TimerSchedule Schedule)
{
    public TimerTriggerAttribute Trigger => (TimerTriggerAttribute)Function.Trigger;
}

/// <summary>All timer functions, and what is wrong with their schedules.</summary>
internal sealed partial class TimerFunctions
{
    private readonly List<TimerFunction> _all = [];
    private readonly List<string> _faults = [];

    public TimerFunctions(FunctionCatalog catalog, IConfiguration configuration)
    {
        foreach (var function in catalog.Of(TriggerKind.Timer)) Add(function, configuration);
    }

    public IReadOnlyList<TimerFunction> All => _all;

    public IReadOnlyList<string> Faults => _faults;

    private void Add(FunctionDescriptor function, IConfiguration configuration)
    {
        var stated = ((TimerTriggerAttribute)function.Trigger).Schedule;
        try
        {
            var expression = Setting().Replace(stated, match => configuration[match.Groups[1].Value]
                ?? throw new FormatException($"setting '{match.Groups[1].Value}' is not set."));
            _all.Add(new(function, expression, TimerSchedule.Parse(expression)));
        }
        catch (FormatException fault)
        {
            _faults.Add($"Function {function}: schedule '{stated}' is not valid: {fault.Message}");
        }
    }

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Setting();
}
