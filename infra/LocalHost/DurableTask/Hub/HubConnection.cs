using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace KoSales.LocalHost.DurableTask.Hub;

/// <summary>One connection to the hub's file with its prepared statements. Used by one thread at a
/// time.</summary>
internal sealed class HubConnection : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    internal HubConnection(string path, int cacheKilobytes)
    {
        SqliteLibrary.Load();
        _connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString()
        );
        _connection.Open();
        Database = _connection.Handle!;
        _ = raw.sqlite3_busy_timeout(Database, 5_000);
        Execute("PRAGMA journal_mode=WAL");
        Execute("PRAGMA synchronous=FULL");
        Execute($"PRAGMA cache_size=-{cacheKilobytes}");
        Execute("PRAGMA wal_autocheckpoint=4000");
        Execute("PRAGMA journal_size_limit=33554432");
    }

    internal sqlite3 Database { get; }

    /// <summary>The statement for this text, prepared once per connection.</summary>
    internal Statement Sql(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
            _statements[sql] = statement = new Statement(Database, sql);
        return statement;
    }

    /// <summary>Runs every statement of a script.</summary>
    internal void Execute(string script) =>
        HubException.Check(Database, raw.sqlite3_exec(Database, script));

    internal long LastInsertedRow => raw.sqlite3_last_insert_rowid(Database);

    internal bool InTransaction => raw.sqlite3_get_autocommit(Database) == 0;

    /// <summary>What is not committed is rolled back.</summary>
    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        _connection.Dispose();
    }
}
