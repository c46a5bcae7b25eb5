using Microsoft.Extensions.Logging;

namespace KoSales.Functions.Storage.Mongo;

internal static partial class Log
{
    [LoggerMessage(
        1,
        LogLevel.Warning,
        "Collection {Collection} has the index {Index}, which this app has not made; it is left alone"
    )]
    public static partial void ForeignIndex(ILogger logger, string collection, string index);

    [LoggerMessage(
        2,
        LogLevel.Information,
        "Indexes of {Changed} collections were brought in line; {Known} were recorded before"
    )]
    public static partial void SchemaChanged(ILogger logger, int changed, int known);

    [LoggerMessage(3, LogLevel.Information, "Migration step {Step} begins: {Name}")]
    public static partial void MigrationBegins(ILogger logger, int step, string name);

    [LoggerMessage(
        4,
        LogLevel.Information,
        "Migration step {Step} is done; {Changed} documents were changed"
    )]
    public static partial void MigrationDone(ILogger logger, int step, long changed);
}
