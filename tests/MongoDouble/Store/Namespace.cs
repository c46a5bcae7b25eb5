namespace KoSales.MongoDouble.Store;

/// <summary>A collection's full name.</summary>
internal sealed record Namespace(string Database, string Collection)
{
    /// <summary><c>database.collection</c>; a collection's name may have dots itself.</summary>
    public static Namespace Parse(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return new Namespace(text[..dot], text[(dot + 1)..]);
    }

    public override string ToString() => $"{Database}.{Collection}";
}
