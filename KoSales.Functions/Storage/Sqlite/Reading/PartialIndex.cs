using System.Runtime.CompilerServices;

namespace KoSales.Functions.Storage.Sqlite.Reading;

/// <summary>An index over some of the documents, with what a statement must say to be served by it.</summary>
internal sealed class PartialIndex
{
    private static readonly ConditionalWeakTable<Collection, PartialIndex[]> Known = [];

    private PartialIndex(Collection collection, Filter where)
    {
        Where = where;
        Sql = FilterSql.Literal(collection, where);
    }

    public Filter Where { get; }

    /// <summary>The condition with constants, letter for letter as the index is declared.</summary>
    public string Sql { get; }

    public static PartialIndex[] Of(Collection collection) =>
        Known.GetValue(
            collection,
            static c =>
                [
                    .. c
                        .Indexes.Where(i => i.Where is not null)
                        .Select(i => new PartialIndex(c, i.Where!)),
                ]
        );
}
