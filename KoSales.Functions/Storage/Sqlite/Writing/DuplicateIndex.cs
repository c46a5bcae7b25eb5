namespace KoSales.Functions.Storage.Sqlite.Writing;

/// <summary>Reads the index out of SQLite's message about a taken key.</summary>
internal static class DuplicateIndex
{
    /// <summary><c>_id</c> for the primary key. Messages: "…failed: index 'leads_phone'", "…failed:
    /// leads.id", "…failed: leads__leads_phones.value".</summary>
    public static string In(string message)
    {
        var what = message[
            (message.IndexOf("failed: ", StringComparison.Ordinal) + "failed: ".Length)..
        ];
        if (what.StartsWith("index '", StringComparison.Ordinal))
            return what["index '".Length..^1];
        var elements = what.IndexOf("__", StringComparison.Ordinal);
        return elements < 0
            ? "_id"
            : what[(elements + 2)..what.IndexOf('.', StringComparison.Ordinal)];
    }
}
