using KoSales.Functions.Storage.Sqlite.Writing;

namespace KoSales.Functions.Storage.Sqlite;

/// <summary>Brings tables and indexes in line with the declarations. Runs inside the writer's transaction:
/// all of it or nothing.</summary>
internal static class SchemaKeeper
{
    /// <returns>True: to be kept.</returns>
    public static bool Ensure(SqliteLink link, IEnumerable<Collection> collections)
    {
        link.Run(CounterTable.Declaration);
        foreach (var collection in collections)
            Ensure(link, collection);
        return true;
    }

    private static void Ensure(SqliteLink link, Collection collection)
    {
        link.Run(SchemaSql.Table(collection));
        Rebuild(link, collection);
        var wanted = Wanted(collection);
        var present = Present(link, collection);
        SchemaObject[] stale = [.. present.Where(p => !wanted.Any(w => IsSame(p, w)))];
        Drop(link, stale);
        var staying = present.Except(stale).Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        Make(link, wanted.Where(w => !staying.Contains(w.Name)));
    }

    /// <summary>A table as another release made it, with other columns, or one that an earlier release has
    /// written since. Its indexes and triggers go with the old one.</summary>
    private static void Rebuild(SqliteLink link, Collection collection)
    {
        if (
            Columns(link, collection).SequenceEqual(SchemaSql.Columns(collection))
            && !Present(link, collection).Exists(IsFormer)
        )
            return;
        foreach (var step in SchemaSql.Rebuild(collection))
            link.Set(step);
    }

    /// <summary>Releases without columns for members had indexes over the document, and leave the columns of
    /// what they write empty.</summary>
    private static bool IsFormer(SchemaObject present) =>
        present.Sql.Contains("json_extract(doc", StringComparison.Ordinal);

    private static List<string> Columns(SqliteLink link, Collection collection)
    {
        using var statement = link.Prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid");
        statement.Bind(1, collection.Name);
        List<string> columns = [];
        while (statement.Step())
            columns.Add(statement.Text(0));
        return columns;
    }

    private static SchemaObject[] Wanted(Collection collection) =>
        [.. collection.Indexes.SelectMany(i => SchemaSql.Objects(collection, i))];

    private static bool IsSame(SchemaObject present, SchemaObject wanted) =>
        present.Name == wanted.Name && present.Sql == wanted.Sql;

    private static void Drop(SqliteLink link, IEnumerable<SchemaObject> stale)
    {
        foreach (var old in stale)
            link.Set($"DROP {old.Kind} IF EXISTS {SqlNames.Quoted(old.Name)}");
    }

    private static void Make(SqliteLink link, IEnumerable<SchemaObject> missing)
    {
        foreach (var made in missing)
        {
            link.Set(made.Sql);
            if (made.Fill is { } fill)
                link.Set(fill);
        }
    }

    private static List<SchemaObject> Present(SqliteLink link, Collection collection)
    {
        var name = collection.Name;
        using var statement = link.Prepare(
            "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL "
                + "AND ((type <> 'table' AND tbl_name = ?1) "
                + "OR (type = 'table' AND substr(name, 1, length(?1) + 2) = ?1 || '__'))"
        );
        statement.Bind(1, name);
        List<SchemaObject> objects = [];
        while (statement.Step())
            objects.Add(
                new SchemaObject(statement.Text(0), statement.Text(1), statement.Text(2), null)
            );
        return objects;
    }
}
