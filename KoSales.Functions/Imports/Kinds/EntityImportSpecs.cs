using KoSales.Domain.Deals;
using KoSales.Domain.Jobs;
using KoSales.Functions.Deals;

namespace KoSales.Functions.Imports.Kinds;

/// <summary>The kinds of entities that come in files, leads apart.</summary>
public static class EntityImportSpecs
{
    public static readonly ImportSpec<Deal> Deals = new(
        DealSpecs.Life,
        JobKind.DealImport,
        DealFields.Cells
    )
    {
        Key = new(
            "external_ref",
            d => d.ExternalRef,
            DealSpecs.DuplicateRef with
            {
                Pointer = "/external_ref",
            }
        ),
    };
}
