using SQLitePCL;

namespace KoSales.LocalHost.DurableTask.Hub;

/// <summary>
/// A prepared statement that is bound and stepped over and over. The hub writes ten small rows per
/// activity, so it
/// talks to SQLite without the reader and parameter objects of ADO.NET. Not thread-safe.
/// </summary>
internal sealed class Statement(sqlite3 database, string sql) : IDisposable
{
    private readonly sqlite3_stmt _statement = Prepare(database, sql);
    private int _next = 1;

    internal Statement Bind(long value)
    {
        HubException.Check(database, raw.sqlite3_bind_int64(_statement, _next++, value));
        return this;
    }

    internal Statement Bind(long? value) => value is { } number ? Bind(number) : BindNull();

    internal Statement Bind(DateTime? utc) => Bind(utc?.Ticks);

    internal Statement Bind(string? value)
    {
        if (value is null)
            return BindNull();
        HubException.Check(database, raw.sqlite3_bind_text(_statement, _next++, value));
        return this;
    }

    internal Statement Bind(ReadOnlySpan<byte> value)
    {
        HubException.Check(database, raw.sqlite3_bind_blob(_statement, _next++, value));
        return this;
    }

    internal Statement BindNull()
    {
        HubException.Check(database, raw.sqlite3_bind_null(_statement, _next++));
        return this;
    }

    /// <summary>True while there is a row; after false or an exception the statement is ready for new
    /// values.</summary>
    internal bool Read()
    {
        var code = raw.sqlite3_step(_statement);
        if (code == raw.SQLITE_ROW)
            return true;
        Reset();
        if (code != raw.SQLITE_DONE)
            HubException.Check(database, code);
        return false;
    }

    /// <returns>How many rows it changed.</returns>
    internal int Run()
    {
        while (Read()) { }

        return raw.sqlite3_changes(database);
    }

    /// <summary>Ends a read before its last row.</summary>
    internal void Reset()
    {
        _ = raw.sqlite3_reset(_statement);
        _next = 1;
    }

    internal bool IsNull(int column) =>
        raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    internal long Number(int column) => raw.sqlite3_column_int64(_statement, column);

    internal string Text(int column) =>
        raw.sqlite3_column_text(_statement, column).utf8_to_string();

    internal string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    internal DateTime Time(int column) => new(Number(column), DateTimeKind.Utc);

    internal ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_statement, column);

    public void Dispose() => _statement.Dispose();

    private static sqlite3_stmt Prepare(sqlite3 database, string sql)
    {
        HubException.Check(database, raw.sqlite3_prepare_v2(database, sql, out var statement));
        return statement;
    }
}
