using Microsoft.Extensions.Logging;

namespace KoSales.Functions.Storage.Migrations;

internal static partial class Log
{
    [LoggerMessage(
        1,
        LogLevel.Warning,
        "{Collection}/{Id} keeps its unique key in an earlier form, since another document has it in today's"
    )]
    public static partial void Left(ILogger logger, string collection, string id);

    [LoggerMessage(2, LogLevel.Debug, "Data migration {Step} is done: {Name}")]
    public static partial void StepDone(ILogger logger, int step, string name);
}
