using KoSales.Domain.Jobs;
using KoSales.Functions.Jobs;

namespace KoSales.Functions.Imports;

internal static class ImportLists
{
    /// <summary>Files of records that were brought in; those of the inventory system are re-syncs.</summary>
    public static readonly ListSpec<JobView> Imports = JobList.OfKinds(
        "imports",
        JobKind.LeadImport,
        JobKind.ContactImport,
        JobKind.CustomerImport,
        JobKind.DealImport
    );
}
