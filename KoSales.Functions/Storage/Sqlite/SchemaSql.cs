using KoSales.Functions.Storage.Sqlite.Reading;

namespace KoSales.Functions.Storage.Sqlite;

/// <summary>What a collection needs in the data file: name → declaration, and how to fill what was added
/// later.</summary>
internal static class SchemaSql
{
    public static string Table(Collection collection) =>
        $"CREATE TABLE IF NOT EXISTS {SqlNames.Table(collection)} (id TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, doc BLOB NOT NULL)";

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
        return Multikey(collection, index);
    }

    private static SchemaObject Index(Collection collection, IndexSpec index)
    {
        var keys = string.Join(
            ", ",
            index.Keys.Select(k =>
                k[0] == '-' ? $"{SqlNames.Field(k[1..], "doc")} DESC" : SqlNames.Field(k, "doc")
            )
        );
        var where = index.Where is null
            ? ""
            : $" WHERE {FilterSql.Literal(collection, index.Where)}";
        var sql = index.Unique
            ? $"CREATE UNIQUE INDEX {SqlNames.Quoted(index.Name)} ON {SqlNames.Table(collection)}({keys}){where}"
            : $"CREATE INDEX {SqlNames.Quoted(index.Name)} ON {SqlNames.Table(collection)}({keys}, {Id(index)}){where}";
        return new SchemaObject("index", index.Name, sql, null);
    }

    /// <summary>In the direction of the last key, so that the index serves both directions of a list.</summary>
    private static string Id(IndexSpec index) => index.Keys[^1][0] == '-' ? "id DESC" : "id";

    private static IEnumerable<SchemaObject> Multikey(Collection collection, IndexSpec index)
    {
        var (table, elements, path) = (
            SqlNames.Table(collection),
            SqlNames.Elements(collection, index),
            SqlNames.Path(index.Keys[0])
        );
        var name = $"{collection.Name}__{index.Name}";
        var insert =
            $"INSERT INTO {elements}(value, id) SELECT DISTINCT value, new.id FROM json_each(new.doc, {path}) WHERE value IS NOT NULL;";
        var delete =
            $"DELETE FROM {elements} WHERE id = old.id AND value IN (SELECT value FROM json_each(old.doc, {path}));";
        yield return new SchemaObject(
            "table",
            name,
            $"CREATE TABLE {elements} (value NOT NULL, id TEXT NOT NULL, PRIMARY KEY ({(index.Unique ? "value" : "value, id")})) WITHOUT ROWID",
            $"INSERT INTO {elements}(value, id) SELECT DISTINCT e.value, t.id FROM {table} t, json_each(t.doc, {path}) e WHERE e.value IS NOT NULL"
        );
        yield return Trigger("i", $"AFTER INSERT ON {table} BEGIN {insert} END");
        yield return Trigger("d", $"AFTER DELETE ON {table} BEGIN {delete} END");
        var changed = $"json_extract(old.doc, {path}) IS NOT json_extract(new.doc, {path})";
        yield return Trigger(
            "u",
            $"AFTER UPDATE OF doc ON {table} WHEN {changed} BEGIN {delete} {insert} END"
        );

        SchemaObject Trigger(string suffix, string rest) =>
            new(
                "trigger",
                $"{name}__{suffix}",
                $"CREATE TRIGGER {SqlNames.Quoted($"{name}__{suffix}")} {rest}",
                null
            );
    }
}

/// <param name="Kind">index, table or trigger.</param>
/// <param name="Fill">Run once after creation; null for nothing to do.</param>
internal sealed record SchemaObject(string Kind, string Name, string Sql, string? Fill);
