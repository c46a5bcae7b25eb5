namespace KoSales.Functions.Storage.Sqlite;

/// <summary>A part of the writer's transaction that can be taken back by itself.</summary>
internal static class Savepoint
{
    /// <summary>Keeps what <paramref name="work"/> wrote when <paramref name="keep"/> says so, and takes it back otherwise and on an exception.</summary>
    public static T Run<T>(SqliteLink link, Func<SqliteLink, T> work, Func<T, bool> keep)
    {
        link.Run("SAVEPOINT request");
        try
        {
            var result = work(link);
            if (!keep(result)) link.Run("ROLLBACK TO request");
            link.Run("RELEASE request");
            return result;
        }
        catch when (link.InTransaction)
        {
            link.Run("ROLLBACK TO request");
            link.Run("RELEASE request");
            throw;
        }
    }
}
