using SQLitePCL;

namespace KoSales.Functions.Storage.Sqlite;

/// <summary>A call that SQLite refused, with its extended result code.</summary>
internal sealed class SqliteFailure(int code, string message) : Exception(message)
{
    public int Code { get; } = code;

    private int Primary => Code & 0xFF;

    /// <summary>Another connection holds the lock.</summary>
    public bool IsBusy => Primary is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;

    /// <summary>An id or a unique key is taken.</summary>
    public bool IsDuplicate =>
        Code is raw.SQLITE_CONSTRAINT_UNIQUE or raw.SQLITE_CONSTRAINT_PRIMARYKEY;

    public bool IsInterrupted => Primary == raw.SQLITE_INTERRUPT;

    /// <summary>The fault lies with the machine or the file, not with the statement: nothing of the
    /// transaction may be trusted and the connection goes.</summary>
    public bool IsUnavailability =>
        Primary
            is raw.SQLITE_BUSY
                or raw.SQLITE_LOCKED
                or raw.SQLITE_NOMEM
                or raw.SQLITE_READONLY
                or raw.SQLITE_IOERR
                or raw.SQLITE_CORRUPT
                or raw.SQLITE_FULL
                or raw.SQLITE_CANTOPEN
                or raw.SQLITE_PROTOCOL
                or raw.SQLITE_NOTADB
                or raw.SQLITE_PERM;

    /// <summary>The failure that a fault of the store came of; null when it came of something else.</summary>
    public static SqliteFailure? In(Exception fault) =>
        fault as SqliteFailure ?? (fault.InnerException is { } inner ? In(inner) : null);

    public Exception ToPortException() =>
        IsUnavailability
            ? new StoreUnavailableException(
                $"the data file does not take part for now: {Message}",
                this
            )
            : new InvalidOperationException($"the store refused a statement: {Message}", this);
}
