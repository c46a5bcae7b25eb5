using System.Globalization;
using KoSales.Functions.Storage.Sqlite.Reading;
using SQLitePCL;

namespace KoSales.Functions.Storage.Sqlite;

/// <summary>One connection with its prepared statements. Used by one thread at a time.</summary>
internal sealed class SqliteLink : IDisposable
{
    private const int CachedStatements = 256;

    /// <summary>SQLITE_DBCONFIG_ENABLE_QPSG.</summary>
    private const int EnableStablePlans = 1007;

    private readonly sqlite3 _db;
    private readonly Dictionary<string, Statement> _statements = [];

    // SQLite counts the bytes that it has taken, which nobody asks for here, under one lock for all threads at
    // each piece of memory. Refused where somebody has opened a file before, which changes nothing else.
    static SqliteLink()
    {
        Batteries_V2.Init();
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    private SqliteLink(sqlite3 db) => _db = db;

    public bool InTransaction => raw.sqlite3_get_autocommit(_db) == 0;

    /// <exception cref="SqliteFailure">The file cannot be opened.</exception>
    public static SqliteLink OpenWriter(SqliteStoreOptions options) =>
        Open(
            options.DataFile,
            raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE,
            link =>
            {
                // Short: the writer asks again by itself and looks after its waiting requests in between.
                link.Set(
                    "PRAGMA busy_timeout = 50; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;"
                );
                // The log is folded into the file at 64 MB: pages that are written again and again, as those
                // of indexes, are copied once for all that.
                link.Set(
                    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                        + "PRAGMA wal_autocheckpoint = 16000; PRAGMA journal_size_limit = 67108864;"
                );
                // A small cache: at each commit SQLite walks through all of it, since a balanced b-tree makes
                // it believe that there are pages beyond the end of the file, and the system's cache has every
                // page as well. What a transaction changes may outgrow it (cache_spill, in pages): written
                // early, it would be written twice.
                link.Set("PRAGMA cache_size = -4000; PRAGMA cache_spill = 8000;");
                if (options.MaxBytes is { } limit)
                    link.Set(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"PRAGMA max_page_count = {limit / 4096};"
                        )
                    );
                Check(
                    link._db,
                    raw.sqlite3_create_function(
                        link._db,
                        DecimalSum.Name,
                        2,
                        raw.SQLITE_UTF8 | raw.SQLITE_DETERMINISTIC,
                        null,
                        DecimalSum.Call
                    )
                );
            }
        );

    /// <exception cref="SqliteFailure">The file cannot be opened.</exception>
    public static SqliteLink OpenReader(SqliteStoreOptions options) =>
        Open(
            options.DataFile,
            raw.SQLITE_OPEN_READWRITE,
            link =>
            {
                var patience = (int)options.LockTimeout.TotalMilliseconds;
                link.Set(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"PRAGMA busy_timeout = {patience}; PRAGMA query_only = ON; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY;"
                    )
                );
            }
        );

    /// <summary>The statement of this text, prepared at first use and kept. The caller disposes it, which
    /// resets it.</summary>
    public Statement Prepare(string sql)
    {
        if (_statements.TryGetValue(sql, out var known))
            return known.Use();
        if (_statements.Count >= CachedStatements)
            ForgetUnused();
        Check(_db, raw.sqlite3_prepare_v3(_db, sql, raw.SQLITE_PREPARE_PERSISTENT, out var handle));
        return (_statements[sql] = new Statement(_db, handle)).Use();
    }

    public int Run(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Run();
    }

    /// <summary>The planner's steps for a statement, as of now: not kept.</summary>
    public List<string> Explain(string sql)
    {
        Check(_db, raw.sqlite3_prepare_v2(_db, "EXPLAIN QUERY PLAN " + sql, out var handle));
        List<string> steps = [];
        using (handle)
        {
            while (raw.sqlite3_step(handle) == raw.SQLITE_ROW)
                steps.Add(raw.sqlite3_column_text(handle, 3).utf8_to_string());
        }

        return steps;
    }

    /// <summary>Several statements at once, not kept.</summary>
    public void Set(string script) => Check(_db, raw.sqlite3_exec(_db, script));

    /// <summary>Makes the running statement fail; from another thread.</summary>
    public void Interrupt() => raw.sqlite3_interrupt(_db);

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Finish();
        _statements.Clear();
        _db.Dispose();
    }

    public static SqliteFailure Failure(sqlite3 db) =>
        new(raw.sqlite3_extended_errcode(db), raw.sqlite3_errmsg(db).utf8_to_string());

    private static SqliteLink Open(string file, int flags, Action<SqliteLink> prepare)
    {
        var code = raw.sqlite3_open_v2(file, out var db, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        var link = new SqliteLink(db);
        try
        {
            if (code != raw.SQLITE_OK)
                throw new SqliteFailure(code, raw.sqlite3_errstr(code).utf8_to_string());
            // Where there are partial indexes, SQLite plans a statement anew for every value bound to it,
            // in case that an index fits that value alone; that takes
            // longer than most of our statements. Conditions that an index needs are in the text (see
            // FilterSql), never in a value.
            Check(db, raw.sqlite3_db_config(db, EnableStablePlans, 1, out _));
            prepare(link);
            return link;
        }
        catch
        {
            link.Dispose();
            throw;
        }
    }

    private static void Check(sqlite3 db, int code)
    {
        if (code != raw.SQLITE_OK)
            throw Failure(db);
    }

    /// <summary>All but those that somebody is in the middle of.</summary>
    private void ForgetUnused()
    {
        foreach (var (sql, statement) in _statements)
        {
            if (statement.IsInUse)
                continue;
            statement.Finish();
            _statements.Remove(sql);
        }
    }
}
