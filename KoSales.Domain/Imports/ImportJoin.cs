using System.Collections.Frozen;

namespace KoSales.Domain.Imports;

/// <summary>
/// Fields that several columns may be mapped to, and what comes between their cells. The columns are joined
/// in the
/// order of the mapping.
/// </summary>
public static class ImportJoin
{
    private static readonly FrozenDictionary<string, (string Between, int Most)> Fields =
        new Dictionary<string, (string, int)>
        {
            ["name"] = (" ", 4),
            ["title"] = (", ", 3),
            ["phone"] = (" / ", 2),
            ["crops"] = (", ", 10),
            ["products"] = (", ", 10),
            ["tags"] = (", ", 10),
        }.ToFrozenDictionary();

    /// <summary>1 for every other field.</summary>
    public static int MostColumnsOf(string path) =>
        Fields.TryGetValue(path, out var field) ? field.Most : 1;

    public static string Between(string path) => Fields[path].Between;
}
