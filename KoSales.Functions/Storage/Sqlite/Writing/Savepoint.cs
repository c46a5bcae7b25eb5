namespace KoSales.Functions.Storage.Sqlite.Writing;

/// <summary>A part of the writer's transaction that can be taken back by itself.</summary>
internal static class Savepoint
{
    /// <summary>Keeps what the work wrote when its result says so, and takes it back otherwise and on an
    /// exception.</summary>
    public static T Run<T>(SqliteLink link, WriteWork<T> work)
    {
        link.Run("SAVEPOINT request");
        try
        {
            var result = work.Run(link);
            if (!work.Keep(result))
                link.Run("ROLLBACK TO request");
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
