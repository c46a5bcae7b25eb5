namespace KoSales.Functions.Storage.Sqlite.Writing;

/// <summary>The atomic counters.</summary>
internal static class CounterTable
{
    public const string Declaration =
        "CREATE TABLE IF NOT EXISTS _counters (name TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID";

    private const string Add =
        "INSERT INTO _counters VALUES (?1, ?2) ON CONFLICT(name) DO UPDATE SET value = value + ?2 RETURNING value";

    /// <summary>The first of so many numbers; a counter starts at 1.</summary>
    public static long Take(SqliteLink link, string counter, int count)
    {
        using var statement = link.Prepare(Add);
        statement.Bind(1, counter).Bind(2, count).Step();
        var last = statement.Long(0);
        statement.Run();
        return last - count + 1;
    }
}
