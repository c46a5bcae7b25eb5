using SQLitePCL;

namespace KoSales.LocalHost;

/// <summary>SQLite itself, for the whole process.</summary>
internal static class SqliteLibrary
{
    /// <summary>To be called before the first file is opened; again does no harm.</summary>
    /// <remarks>SQLite counts the bytes that it has taken, which nobody asks for here, under one lock for all
    /// threads at each piece of memory. Refused once a file is open, which changes nothing else.</remarks>
    public static void Load()
    {
        Batteries_V2.Init();
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }
}
