using KoSales.Functions.Storage.Sqlite.Members;
using KoSales.Functions.Storage.Sqlite.Reading;

namespace KoSales.Functions.Storage.Sqlite;

/// <summary>What a collection needs in the data file: name → declaration, and how to fill what was added
/// later.</summary>
internal static class SchemaSql
{
    /// <summary>The columns of a collection's table, in order. The document comes last: a long one goes on in
    /// pages that nobody reads who looks at the other columns alone.</summary>
    public static IReadOnlyList<string> Columns(Collection collection) =>
        ["id", "version", .. IndexedMembers.Of(collection).Paths, "doc"];

    public static string Table(Collection collection) => Table(collection, collection.Name);

    /// <summary>Makes the table anew with the columns of today, and fills them from the documents.</summary>
    public static IEnumerable<string> Rebuild(Collection collection)
    {
        var (table, anew) = (SqlNames.Table(collection), $"{collection.Name}__anew");
        var members = IndexedMembers.Of(collection).Paths;
        var read = string.Concat(members.Select(p => $", json_extract(doc,{SqlNames.Path(p)})"));
        yield return Table(collection, anew);
        yield return $"INSERT INTO {SqlNames.Quoted(anew)} SELECT id, version{read}, doc FROM {table} ORDER BY rowid";
        yield return $"DROP TABLE {table}";
        yield return $"ALTER TABLE {SqlNames.Quoted(anew)} RENAME TO {table}";
    }

    /// <summary>In the order in which they are to be made.</summary>
    public static IEnumerable<SchemaObject> Objects(Collection collection, IndexSpec index)
    {
        if (!index.Multikey)
            return [Index(collection, index)];
        if (index.Where is not null || index.Keys.Count != 1)
            throw new ArgumentException(
                $"{index.Name}: a multikey index has one key and no condition",
                nameof(index)
            );
        return new ElementsSql(collection, index).Objects();
    }

    private static string Table(Collection collection, string name)
    {
        var members = IndexedMembers.Of(collection).Paths;
        var columns = string.Concat(members.Select(p => $", {SqlNames.Column(p)}"));
        return $"CREATE TABLE IF NOT EXISTS {SqlNames.Quoted(name)} (id TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL{columns}, doc BLOB NOT NULL)";
    }

    private static SchemaObject Index(Collection collection, IndexSpec index)
    {
        var head = index.Unique ? "CREATE UNIQUE INDEX" : "CREATE INDEX";
        var isTurned = IsTurned(index);
        var keys = string.Join(", ", index.Keys.Select(k => Key(collection, k, isTurned)));
        // A unique index holds its keys alone; any other ends with the id, to walk a list by.
        var columns = index.Unique ? keys : $"{keys}, {Id(index, isTurned)}";
        var on = $"{SqlNames.Quoted(index.Name)} ON {SqlNames.Table(collection)}";
        var sql = $"{head} {on}({columns}){Where(collection, index)}";
        return new SchemaObject("index", index.Name, sql, null);
    }

    /// <summary>Whether what the index has in falling order is stored in rising order and read backwards, which
    /// serves the same lists: after what is held equal, everything falls. What is new then comes at the end of
    /// the index, where SQLite fills one page after the other; at its beginning it would split a page in two
    /// halves each time, and keep five times as many.</summary>
    private static bool IsTurned(IndexSpec index) =>
        index.Keys.SkipWhile(k => !IsFalling(k)).All(IsFalling);

    private static bool IsFalling(string key) => key[0] == '-';

    private static string Where(Collection collection, IndexSpec index) =>
        index.Where is null ? "" : $" WHERE {FilterSql.Literal(collection, index.Where)}";

    private static string Key(Collection collection, string key, bool isTurned)
    {
        if (!IsFalling(key))
            return SqlNames.Field(collection, key);
        var field = SqlNames.Field(collection, key[1..]);
        return isTurned ? field : $"{field} DESC";
    }

    /// <summary>In the direction of the last key, so that the index serves both directions of a list.</summary>
    private static string Id(IndexSpec index, bool isTurned) =>
        IsFalling(index.Keys[^1]) && !isTurned ? "id DESC" : "id";
}

/// <param name="Kind">index, table or trigger.</param>
/// <param name="Fill">Run once after creation; null for nothing to do.</param>
internal sealed record SchemaObject(string Kind, string Name, string Sql, string? Fill);

/// <summary>The table of the elements of a multikey index, and the triggers that keep it in line with the
/// column of the array, which holds its JSON.</summary>
internal sealed class ElementsSql(Collection collection, IndexSpec index)
{
    private readonly string _name = $"{collection.Name}__{index.Name}";
    private readonly string _documents = SqlNames.Table(collection);
    private readonly string _elements = SqlNames.Elements(collection, index);
    private readonly string _array = SqlNames.Column(index.Keys[0]);

    private string InsertNew =>
        $"INSERT INTO {_elements}(value, id) SELECT DISTINCT value, new.id FROM json_each(new.{_array}) WHERE value IS NOT NULL;";

    private string DeleteOld =>
        $"DELETE FROM {_elements} WHERE id = old.id AND value IN (SELECT value FROM json_each(old.{_array}));";

    /// <summary>The table first, which the triggers write.</summary>
    public IEnumerable<SchemaObject> Objects()
    {
        yield return Table();
        yield return Trigger("i", $"AFTER INSERT ON {_documents} BEGIN {InsertNew} END");
        yield return Trigger("d", $"AFTER DELETE ON {_documents} BEGIN {DeleteOld} END");
        yield return Trigger(
            "u",
            $"AFTER UPDATE OF {_array} ON {_documents} BEGIN {DeleteOld} {InsertNew} END"
        );
    }

    private SchemaObject Table()
    {
        var key = index.Unique ? "value" : "value, id";
        return new SchemaObject(
            "table",
            _name,
            $"CREATE TABLE {_elements} (value NOT NULL, id TEXT NOT NULL, PRIMARY KEY ({key})) WITHOUT ROWID",
            $"INSERT INTO {_elements}(value, id) SELECT DISTINCT e.value, t.id FROM {_documents} t, json_each(t.{_array}) e WHERE e.value IS NOT NULL"
        );
    }

    private SchemaObject Trigger(string suffix, string rest) =>
        new(
            "trigger",
            $"{_name}__{suffix}",
            $"CREATE TRIGGER {SqlNames.Quoted($"{_name}__{suffix}")} {rest}",
            null
        );
}
