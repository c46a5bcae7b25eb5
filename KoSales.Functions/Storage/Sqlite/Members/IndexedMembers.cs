using System.Runtime.CompilerServices;

namespace KoSales.Functions.Storage.Sqlite.Members;

/// <summary>The members of a collection's documents that its indexes and their conditions name. Each is a
/// column beside the document, called by its path, so that a write renews the indexes whose values it changes
/// and no others.</summary>
internal sealed class IndexedMembers
{
    /// <summary>A set of columns is the bits of one number.</summary>
    private const int Most = 64;

    private static readonly ConditionalWeakTable<Collection, IndexedMembers> Known = [];

    private readonly Dictionary<string, string> _columns;
    private readonly MemberTree _tree;

    private IndexedMembers(Collection collection)
    {
        Paths =
        [
            .. collection
                .Indexes.SelectMany(PathsOf)
                .Where(p => !IsOwnColumn(p))
                .Distinct(StringComparer.Ordinal),
        ];
        if (Paths.Count > Most)
            throw new ArgumentException(
                $"{collection.Name}: more than {Most} members are indexed",
                nameof(collection)
            );
        _columns = Paths.ToDictionary(p => p, SqlNames.Column, StringComparer.Ordinal);
        _tree = new MemberTree(Paths);
    }

    /// <summary>Dotted, in the order of the columns.</summary>
    public IReadOnlyList<string> Paths { get; }

    public static IndexedMembers Of(Collection collection) =>
        Known.GetValue(collection, static c => new IndexedMembers(c));

    /// <summary><c>id</c> and <c>version</c> are columns of every collection.</summary>
    public static bool IsOwnColumn(string path) => path is "id" or "version";

    /// <summary>As SQL names the column of a path; null where it has none.</summary>
    public string? ColumnOf(string path) => _columns.GetValueOrDefault(path);

    /// <summary>What a document has at each of the paths.</summary>
    /// <param name="json">UTF-8, one object; kept as long as the values are.</param>
    public MemberValue[] ValuesIn(byte[] json)
    {
        var values = new MemberValue[Paths.Count];
        _tree.Read(json, values);
        return values;
    }

    private static IEnumerable<string> PathsOf(IndexSpec index) =>
        index
            .Keys.Select(k => k.TrimStart('-'))
            .Concat(index.Where is null ? [] : FieldsOf(index.Where));

    private static IEnumerable<string> FieldsOf(Filter where) =>
        where switch
        {
            Filter.All all => all.Terms.SelectMany(FieldsOf),
            Filter.Condition condition => [condition.Field],
            _ => throw new ArgumentException(
                "a partial index has conditions joined by all",
                nameof(where)
            ),
        };
}
