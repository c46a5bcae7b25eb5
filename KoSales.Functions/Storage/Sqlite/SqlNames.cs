using System.Text.RegularExpressions;
using KoSales.Functions.Storage.Sqlite.Members;

namespace KoSales.Functions.Storage.Sqlite;

/// <summary>Names and paths as SQL writes them. Everything that gets into SQL text unbound passes a check
/// here.</summary>
internal static partial class SqlNames
{
    private static readonly KnownTexts Names = new(Checked);
    private static readonly KnownTexts Paths = new(Literal);
    private static readonly KnownTexts Extracts = new(p => $"json_extract(doc,{Path(p)})");

    public static string Table(Collection collection) => Quoted(collection.Name);

    /// <summary>The table of the elements of a multikey index: one row per element and document.</summary>
    public static string Elements(Collection collection, IndexSpec index) =>
        Quoted($"{collection.Name}__{index.Name}");

    public static string Quoted(string name) => Names.Of(name);

    /// <summary>What reads a member: its column where it has one, else the document.</summary>
    public static string Field(Collection collection, string path) =>
        IndexedMembers.IsOwnColumn(path)
            ? path
            : IndexedMembers.Of(collection).ColumnOf(path) ?? Extracts.Of(path);

    /// <summary>Whether a member has a column beside the document.</summary>
    public static bool IsIndexed(Collection collection, string path) =>
        IndexedMembers.Of(collection).ColumnOf(path) is not null;

    /// <summary>The column of an indexed member.</summary>
    public static string Column(string path) => $"\"{FieldPath.Check(path)}\"";

    /// <summary>A JSON path as an SQL literal.</summary>
    public static string Path(string path) => Paths.Of(path);

    private static string Checked(string name) =>
        Simple().IsMatch(name)
            ? $"\"{name}\""
            : throw new ArgumentException(
                $"'{name}' is no name for a collection or an index",
                nameof(name)
            );

    private static string Literal(string path)
    {
        FieldPath.Check(path);
        var plain = path.All(c =>
            char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '.'
        );
        return plain
            ? $"'$.{path}'"
            : $"'$.{string.Join('.', path.Split('.').Select(s => $"\"{s}\""))}'";
    }

    [GeneratedRegex("^[a-z0-9_]{1,100}$", RegexOptions.CultureInvariant)]
    private static partial Regex Simple();
}
