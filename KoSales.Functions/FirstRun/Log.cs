using Microsoft.Extensions.Logging;

namespace KoSales.Functions.FirstRun;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "first start: administrator {AgentId} was made")]
    public static partial void AdminMade(ILogger logger, string agentId);

    [LoggerMessage(2, LogLevel.Warning, "the administrator's password from KoSales:Admin:Password would be refused for anyone else: {Why}")]
    public static partial void WeakPassword(ILogger logger, string why);
}
