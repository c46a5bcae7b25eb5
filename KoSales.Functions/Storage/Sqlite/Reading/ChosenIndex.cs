namespace KoSales.Functions.Storage.Sqlite.Reading;

/// <summary>Names the index by which a statement over a list of keys finds its documents.</summary>
/// <remarks>SQLite takes a list for longer than an equality beside it, such as an open status or an owner,
/// and would go through all that has those.</remarks>
internal static class ChosenIndex
{
    private static readonly KnownTexts ByName = new(i => $" INDEXED BY {SqlNames.Quoted(i)}");
    private static readonly KnownTexts ByKey = new(c =>
        $" INDEXED BY {SqlNames.Quoted($"sqlite_autoindex_{c}_1")}"
    );

    /// <summary>Such as <c> INDEXED BY "tasks_entity"</c>; empty where no list of keys has an index.</summary>
    public static string For(Collection collection, Filter filter)
    {
        var terms = filter is Filter.All all ? all.Terms : [filter];
        for (var i = 0; i < terms.Count; i++)
        {
            if (ListedField(terms[i]) == "id")
                return ById(collection);
        }

        for (var i = 0; i < terms.Count; i++)
        {
            if (
                ListedField(terms[i]) is { } field
                && Serving(collection, field, filter) is { } index
            )
                return ByName.Of(index.Name);
        }

        return "";
    }

    /// <summary>The primary key's.</summary>
    public static string ById(Collection collection) => ByKey.Of(collection.Name);

    private static string? ListedField(Filter term) =>
        term is Filter.Condition { Operator: FilterOperator.In, Value: FilterValue.Many list } known
        && list.Values.Count > 1
            ? known.Field
            : null;

    private static IndexSpec? Serving(Collection collection, string field, Filter filter)
    {
        foreach (var index in collection.Indexes)
        {
            if (Serves(index, field, filter))
                return index;
        }

        return null;
    }

    private static bool Serves(IndexSpec index, string field, Filter filter) =>
        !index.Multikey
        && index.Keys[0] == field
        && (index.Where is null || new FilterImplication(filter).Holds(index.Where));
}
