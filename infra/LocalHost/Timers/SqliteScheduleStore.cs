using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;

namespace KoSales.LocalHost.Timers;

/// <summary>
/// One row per timer function in the task hub's file; opened for each call, since calls are minutes apart.
/// </summary>
internal sealed class SqliteScheduleStore(IConfiguration configuration)
    : ITimerScheduleStore,
        IDisposable
{
    private readonly string _directory = HostStorage.Directory(configuration);
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private bool _prepared;

    public Task<ScheduleStatus?> ReadAsync(string function, CancellationToken cancellation) =>
        WithConnectionAsync(async db =>
        {
            await using var command = db.CreateCommand();
            command.CommandText =
                "SELECT last, next, updated FROM timer_schedules WHERE function = $function";
            command.Parameters.AddWithValue("$function", function);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            if (!await reader.ReadAsync(cancellation))
                return null;
            return new ScheduleStatus(
                Time(reader.GetString(0)),
                Time(reader.GetString(1)),
                Time(reader.GetString(2))
            );
        });

    public Task WriteAsync(
        string function,
        ScheduleStatus status,
        CancellationToken cancellation
    ) =>
        WithConnectionAsync(async db =>
        {
            await using var command = db.CreateCommand();
            command.CommandText =
                "INSERT OR REPLACE INTO timer_schedules (function, last, next, updated) VALUES ($function, $last, $next, $updated)";
            command.Parameters.AddWithValue("$function", function);
            command.Parameters.AddWithValue("$last", Text(status.Last));
            command.Parameters.AddWithValue("$next", Text(status.Next));
            command.Parameters.AddWithValue("$updated", Text(status.LastUpdated));
            return await command.ExecuteNonQueryAsync(cancellation);
        });

    public void Dispose() => _oneAtATime.Dispose();

    private async Task<T> WithConnectionAsync<T>(Func<SqliteConnection, Task<T>> use)
    {
        await _oneAtATime.WaitAsync();
        try
        {
            if (!_prepared)
                Directory.CreateDirectory(_directory);
            SqliteLibrary.Load();
            var file = Path.Combine(_directory, HostStorage.FileName);
            var path = new SqliteConnectionStringBuilder { DataSource = file };
            await using var connection = new SqliteConnection(path.ToString());
            await connection.OpenAsync();
            if (!_prepared)
                await PrepareAsync(connection);
            return await use(connection);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task PrepareAsync(SqliteConnection connection)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = """
            PRAGMA journal_mode = WAL;
            CREATE TABLE IF NOT EXISTS timer_schedules (
                function TEXT PRIMARY KEY, last TEXT NOT NULL, next TEXT NOT NULL, updated TEXT NOT NULL) WITHOUT ROWID;
            """;
        await command.ExecuteNonQueryAsync();
        _prepared = true;
    }

    private static string Text(DateTime time) => time.ToString("O", CultureInfo.InvariantCulture);

    private static DateTime Time(string text) =>
        DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
}
