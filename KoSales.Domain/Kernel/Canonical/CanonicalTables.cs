namespace KoSales.Domain.Kernel.Canonical;

/// <summary>The tables of <see cref="CanonicalForm"/>, as the Unicode Character Database 14.0 has
/// them, out of CanonicalTables.txt.</summary>
/// <param name="Pairs">Composed character = first + second; both ways.</param>
/// <param name="Apart">The same, only taken apart: the composed form is what stands on the
/// right.</param>
/// <param name="Same">Another code for the same character = the one that is kept.</param>
/// <param name="Ranks">Marks, by the order in which several on one letter are kept; every other
/// character has order 0.</param>
internal sealed record CanonicalTables(
    IReadOnlyList<string> Pairs,
    IReadOnlyList<string> Apart,
    IReadOnlyList<string> Same,
    IReadOnlyList<string> Ranks
)
{
    private const string Resource = "KoSales.Domain.Kernel.Canonical.CanonicalTables.txt";

    /// <summary>Reads the file that this assembly carries.</summary>
    public static CanonicalTables Read()
    {
        using var file =
            typeof(CanonicalTables).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"the assembly is built without {Resource}");
        using var reader = new StreamReader(file);
        var entries = Entries(reader);
        return new CanonicalTables(
            entries[nameof(Pairs)],
            entries[nameof(Apart)],
            entries[nameof(Same)],
            entries[nameof(Ranks)]
        );
    }

    /// <summary>By the name of their table, which stands in brackets above them.</summary>
    private static Dictionary<string, List<string>> Entries(StreamReader reader)
    {
        Dictionary<string, List<string>> tables = [];
        List<string> table = [];
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('['))
                tables[line[1..^1]] = table = [];
            else if (!line.StartsWith('#'))
                table.AddRange(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }

        return tables;
    }
}
