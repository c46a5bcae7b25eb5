using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Storage.Migrations;

public sealed class DataMigrationFunctions(DataMigrations migrations)
{
    /// <summary>Once nothing is left to do, a run does nothing at all.</summary>
    [Function("DataMigrations")]
    public Task Run(
        [TimerTrigger("50 * * * * *", RunOnStartup = true, UseMonitor = false)] TimerInfo timer,
        CancellationToken cancellationToken
    ) => migrations.RunAsync(cancellationToken);
}
