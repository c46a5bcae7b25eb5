using Microsoft.Extensions.Logging;

namespace KoSales.Functions.Assignment;

internal static partial class Log
{
    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{Count} claimed leads went back to their pools"
    )]
    public static partial void ClaimsReturned(this ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Delegations went on by {Count} steps")]
    public static partial void DelegationSteps(this ILogger logger, int count);
}
