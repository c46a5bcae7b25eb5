namespace KoSales.Functions.Storage.Sqlite;

/// <summary>The table of the elements of a multikey index, and the triggers that keep it in line with the
/// documents.</summary>
internal sealed class ElementsSql(Collection collection, IndexSpec index)
{
    private readonly string _name = $"{collection.Name}__{index.Name}";
    private readonly string _documents = SqlNames.Table(collection);
    private readonly string _elements = SqlNames.Elements(collection, index);
    private readonly string _path = SqlNames.Path(index.Keys[0]);

    private string InsertNew =>
        $"INSERT INTO {_elements}(value, id) SELECT DISTINCT value, new.id FROM json_each(new.doc, {_path}) WHERE value IS NOT NULL;";

    private string DeleteOld =>
        $"DELETE FROM {_elements} WHERE id = old.id AND value IN (SELECT value FROM json_each(old.doc, {_path}));";

    private string Changed =>
        $"json_extract(old.doc, {_path}) IS NOT json_extract(new.doc, {_path})";

    /// <summary>The table first, which the triggers write.</summary>
    public IEnumerable<SchemaObject> Objects()
    {
        yield return Table();
        yield return Trigger("i", $"AFTER INSERT ON {_documents} BEGIN {InsertNew} END");
        yield return Trigger("d", $"AFTER DELETE ON {_documents} BEGIN {DeleteOld} END");
        yield return Trigger(
            "u",
            $"AFTER UPDATE OF doc ON {_documents} WHEN {Changed} BEGIN {DeleteOld} {InsertNew} END"
        );
    }

    private SchemaObject Table()
    {
        var key = index.Unique ? "value" : "value, id";
        return new SchemaObject(
            "table",
            _name,
            $"CREATE TABLE {_elements} (value NOT NULL, id TEXT NOT NULL, PRIMARY KEY ({key})) WITHOUT ROWID",
            $"INSERT INTO {_elements}(value, id) SELECT DISTINCT e.value, t.id FROM {_documents} t, json_each(t.doc, {_path}) e WHERE e.value IS NOT NULL"
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
