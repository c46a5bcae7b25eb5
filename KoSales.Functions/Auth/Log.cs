using Microsoft.Extensions.Logging;

namespace KoSales.Functions.Auth;

/// <summary>Security events. They name agents by id, never by e-mail, and never show a token or
/// password.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "security: {AgentId} logged in")]
    public static partial void LoggedIn(ILogger logger, string agentId);

    [LoggerMessage(
        2,
        LogLevel.Warning,
        "security: wrong password for {AgentId}, {Failures} in a row"
    )]
    public static partial void WrongPassword(ILogger logger, string agentId, int failures);

    [LoggerMessage(
        3,
        LogLevel.Warning,
        "security: {AgentId} is locked until {Until} after {Failures} wrong passwords"
    )]
    public static partial void Locked(ILogger logger, string agentId, string until, int failures);

    [LoggerMessage(
        4,
        LogLevel.Warning,
        "security: a refresh token of {AgentId} was used twice; session {Session} is revoked"
    )]
    public static partial void RefreshReused(ILogger logger, string agentId, string session);

    [LoggerMessage(
        6,
        LogLevel.Error,
        "security: a wrong password for {AgentId} could not be counted"
    )]
    public static partial void NotCounted(ILogger logger, string agentId, Exception exception);

    [LoggerMessage(7, LogLevel.Information, "security: {AgentId} logged out of session {Session}")]
    public static partial void LoggedOut(ILogger logger, string agentId, string session);

    [LoggerMessage(
        8,
        LogLevel.Warning,
        "security: a link for {AgentId} was not mailed: there is no mail server, or too many were asked for"
    )]
    public static partial void LinkNotSent(ILogger logger, string agentId);

    [LoggerMessage(9, LogLevel.Information, "security: {By} ended session {Session} of {AgentId}")]
    public static partial void SessionEnded(
        ILogger logger,
        string agentId,
        string session,
        string by
    );
}
