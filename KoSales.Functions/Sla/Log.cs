using Microsoft.Extensions.Logging;

namespace KoSales.Functions.Sla;

internal static partial class Log
{
    [LoggerMessage(
        1,
        LogLevel.Information,
        "The sweep marked {Breached} breaches and {Warned} warnings of tasks, and {Others} other clocks"
    )]
    public static partial void Swept(this ILogger logger, int breached, int warned, int others);

    [LoggerMessage(
        2,
        LogLevel.Information,
        "{Tasks} running clocks were put under the calendars now in force"
    )]
    public static partial void ClocksMoved(this ILogger logger, int tasks);
}
