using Microsoft.Extensions.Logging;

namespace KoSales.Functions.Passwords;

/// <summary>A security event. It names agents by id, never by e-mail.</summary>
internal static partial class PasswordLog
{
    [LoggerMessage(
        5,
        LogLevel.Information,
        "security: the password of {AgentId} was changed by {By}"
    )]
    public static partial void Changed(ILogger logger, string agentId, string by);
}
