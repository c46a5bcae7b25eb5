namespace KoSales.Domain.Imports;

/// <summary>A column and the field that it is likely to hold.</summary>
/// <param name="Confidence">0 to 1.</param>
public sealed record MappingSuggestion(string Column, string Path, decimal Confidence);

/// <summary>
/// Guesses which column holds which field, by name: known words first, then likeness. What it suggests, an
/// import
/// takes.
/// </summary>
public static class MappingSuggestions
{
    private const double LeastLikeness = 0.6;

    /// <summary>
    /// One field per column, and several columns only for a field that takes several; the surest first,
    /// parts of a name
    /// in the order of calling.
    /// </summary>
    public static IReadOnlyList<MappingSuggestion> For(
        IReadOnlyList<string> columns,
        HeadingIndex headings
    )
    {
        var suggestions = new List<MappingSuggestion>();
        string[] distinct = [.. columns.Distinct(StringComparer.Ordinal)];
        foreach (var candidate in Candidates(distinct, headings))
        {
            var isFree = suggestions.All(s => s.Column != candidate.Column);
            if (isFree && HasRoom(suggestions, candidate))
                suggestions.Add(candidate);
        }

        return suggestions.Exists(s => s.Path == "name") || !headings.Paths.Contains("name")
            ? suggestions
            : [.. PartsOfName(distinct), .. suggestions];
    }

    /// <summary>The surest first.</summary>
    private static IEnumerable<MappingSuggestion> Candidates(
        string[] columns,
        HeadingIndex headings
    ) =>
        from column in columns
        from path in headings.Paths
        let confidence = Confidence(column, path, headings)
        where confidence >= LeastLikeness
        orderby confidence descending
        select new MappingSuggestion(column, path, Math.Round((decimal)confidence, 2));

    private static IEnumerable<MappingSuggestion> PartsOfName(string[] columns) =>
        from column in columns
        let part = HeadingWords.NamePartOf(column)
        where part is not null
        orderby part
        select new MappingSuggestion(column, "name", 1);

    /// <summary>A second column joins only where its own name says the same for sure.</summary>
    private static bool HasRoom(List<MappingSuggestion> suggestions, MappingSuggestion candidate)
    {
        var taken = suggestions.Count(s => s.Path == candidate.Path);
        return taken == 0
            || (
                candidate.Confidence == 1
                && candidate.Path != "name"
                && taken < ImportJoin.MostColumnsOf(candidate.Path)
            );
    }

    private static double Confidence(string column, string path, HeadingIndex headings)
    {
        var key = HeadingWords.Key(column);
        if (key.Length == 0)
            return 0;
        if (headings.FieldOf(column) is { } known)
            return known == path ? 1 : 0;
        var field = HeadingWords.Key(path[(path.LastIndexOf('.') + 1)..]);
        if (field == key)
            return 1;
        if (
            headings.IsByHeadingOnly(path)
            || HeadingWords.IsAboutAnother(column)
            || HeadingWords.NamePartOf(column) is not null
        )
            return 0;
        // Below a known name, so that a sure word beats a likeness.
        return 0.95 * Likeness(key, field);
    }

    /// <summary>Share of the pairs of neighbouring letters that two words have in common, 0 to 1.</summary>
    private static double Likeness(string one, string other)
    {
        var left = Pairs(one);
        var right = Pairs(other);
        var all = left.Count + right.Count;
        if (all == 0)
            return 0;
        var common = left.Count(right.Remove);
        return 2.0 * common / all;
    }

    private static List<string> Pairs(string word) =>
        [.. Enumerable.Range(0, Math.Max(0, word.Length - 1)).Select(i => word.Substring(i, 2))];
}
