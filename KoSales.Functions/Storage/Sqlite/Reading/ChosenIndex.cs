using KoSales.Domain.Filters.Reading;

namespace KoSales.Functions.Storage.Sqlite.Reading;

/// <summary>Names the index by which a statement over a list of keys finds its documents.</summary>
/// <remarks>SQLite takes a list for longer than an equality beside it, such as an open status or an owner,
/// and would go through all that has those.</remarks>
internal static class ChosenIndex
{
    /// <summary>Such as <c> INDEXED BY "tasks_entity"</c>; empty where no list of keys has an index.</summary>
    public static string For(Collection collection, Filter filter)
    {
        foreach (var field in ListedFields(filter))
        {
            if (field == "id")
                return $" INDEXED BY \"sqlite_autoindex_{collection.Name}_1\"";
            if (collection.Indexes.FirstOrDefault(i => Serves(i, field, filter)) is { } index)
                return $" INDEXED BY {SqlNames.Quoted(index.Name)}";
        }

        return "";
    }

    private static IEnumerable<string> ListedFields(Filter filter) =>
        (filter is Filter.All all ? all.Terms : [filter])
            .OfType<Filter.Condition>()
            .Where(c => c.Operator == FilterOperator.In && FilterLiteral.Members(c.Value).Count > 1)
            .OrderByDescending(c => c.Field == "id")
            .Select(c => c.Field);

    private static bool Serves(IndexSpec index, string field, Filter filter) =>
        !index.Multikey
        && index.Keys[0] == field
        && (
            index.Where is null
            || new FilterImplication(filter).Holds(FilterImplication.ConditionsOf(index.Where))
        );
}
