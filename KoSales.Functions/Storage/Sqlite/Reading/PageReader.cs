using NodaTime;

namespace KoSales.Functions.Storage.Sqlite.Reading;

/// <summary>Rows to documents.</summary>
internal static class PageReader
{
    /// <summary>Runs the query's ranges one after another until the limit is met; in one read transaction
    /// when there are several.</summary>
    public static IReadOnlyList<RawDocument> Read(SqliteLink link, Query query, Instant now)
    {
        if (query.After is not { } after)
            return Read(link, QuerySql.FirstPage(query, now), query.Limit);
        link.Run("BEGIN");
        try
        {
            List<RawDocument> documents = [];
            foreach (var sql in QuerySql.Pages(query, after, now))
            {
                if (documents.Count < query.Limit)
                    documents.AddRange(Read(link, sql, query.Limit - documents.Count));
            }

            return documents;
        }
        finally
        {
            link.Run("COMMIT");
        }
    }

    /// <param name="sql">Ends with the limit, which is not among its parameters.</param>
    public static IReadOnlyList<RawDocument> Read(SqliteLink link, BoundSql sql, int limit)
    {
        using var statement = link.Prepare(sql.Text);
        return statement.BindAll(sql.Parameters).Bind(sql.Parameters.Count + 1, limit).Documents();
    }

    /// <summary>As <see cref="Read(SqliteLink, BoundSql, int)"/>, rows of the id alone.</summary>
    public static IReadOnlyList<string> ReadIds(SqliteLink link, BoundSql sql, int limit)
    {
        using var statement = link.Prepare(sql.Text);
        statement.BindAll(sql.Parameters).Bind(sql.Parameters.Count + 1, limit);
        List<string> ids = [];
        while (statement.Step())
            ids.Add(statement.Text(0));
        return ids;
    }

    /// <summary>All rows of id, version, JSON text.</summary>
    public static IReadOnlyList<RawDocument> Documents(this Statement statement)
    {
        List<RawDocument> documents = [];
        while (statement.Step())
            documents.Add(
                new RawDocument(statement.Text(0), (int)statement.Long(1), statement.Utf8(2))
            );
        return documents;
    }

    public static IReadOnlyList<GroupCount> ReadGroups(SqliteLink link, BoundSql sql, int fields)
    {
        using var statement = link.Prepare(sql.Text);
        statement.BindAll(sql.Parameters);
        List<GroupCount> groups = [];
        while (statement.Step())
            groups.Add(
                new GroupCount(
                    [.. Enumerable.Range(0, fields).Select(statement.TextOrNull)],
                    statement.Long(fields)
                )
            );
        return groups;
    }
}
