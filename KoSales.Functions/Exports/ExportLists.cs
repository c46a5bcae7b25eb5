using KoSales.Domain.Jobs;
using KoSales.Functions.Jobs;

namespace KoSales.Functions.Exports;

internal static class ExportLists
{
    /// <summary>Exports as jobs; a CSV that is sent at once leaves none.</summary>
    public static readonly ListSpec<JobView> Exports = JobList.OfKinds(
        "exports",
        JobKind.LeadExport,
        JobKind.ContactExport,
        JobKind.CustomerExport,
        JobKind.DealExport
    );
}
