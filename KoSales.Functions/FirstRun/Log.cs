using Microsoft.Extensions.Logging;

namespace KoSales.Functions.FirstRun;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "first start: administrator {AgentId} was made")]
    public static partial void AdminMade(ILogger logger, string agentId);
}
