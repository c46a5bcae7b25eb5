using SQLitePCL;

namespace KoSales.LocalHost.DurableTask.Hub;

/// <summary>The task hub's file could not be read or written; nothing of the operation was stored.</summary>
internal sealed class HubException(string message, int code) : Exception(message)
{
    /// <summary>SQLite's primary result code.</summary>
    internal int Code { get; } = code;

    internal bool IsBusy => Code is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;

    internal static void Check(sqlite3 database, int code)
    {
        if (code == raw.SQLITE_OK)
            return;
        var reason = raw.sqlite3_errmsg(database).utf8_to_string();
        throw new HubException(
            $"The task hub refused an operation: {reason} (code {code})",
            code & 0xFF
        );
    }
}

/// <summary>Another process has taken over the hub; this one's work in progress must not be stored.</summary>
internal sealed class LeaseLostException() : Exception("Another process runs this task hub now.");
