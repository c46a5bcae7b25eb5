namespace KoSales.Functions.Storage.MongoQuery;

/// <summary>Fields as MongoDB names them.</summary>
internal static class MongoNames
{
    public static string Field(string path) => path == "id" ? "_id" : FieldPath.Check(path);

    /// <summary>Whether the field is kept as a BSON date rather than text.</summary>
    public static bool IsDate(Collection collection, string path) =>
        FieldShape.Of(collection).At(path).Kind == FieldKind.Moment;

    /// <summary>A member's name as it is stored: a dot or a leading dollar sign, which queries would read
    /// as something
    /// else, is written as <c>%2E</c> or <c>%24</c>. Names of maps are data and may hold either.</summary>
    public static string Stored(string name)
    {
        if (!NeedsEscape(name))
            return name;
        var escaped = name.Replace("%", "%25", StringComparison.Ordinal)
            .Replace(".", "%2E", StringComparison.Ordinal);
        return escaped.StartsWith('$') ? string.Concat("%24", escaped.AsSpan(1)) : escaped;
    }

    /// <summary>The name again of which <see cref="Stored"/> made this.</summary>
    public static string Original(string stored) =>
        stored.Contains('%', StringComparison.Ordinal)
            ? stored
                .Replace("%24", "$", StringComparison.Ordinal)
                .Replace("%2E", ".", StringComparison.Ordinal)
                .Replace("%25", "%", StringComparison.Ordinal)
            : stored;

    private static bool NeedsEscape(string name) =>
        name.StartsWith('$') || name.AsSpan().ContainsAny('.', '%');
}
