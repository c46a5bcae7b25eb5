using KoSales.Domain.Exports;
using KoSales.Domain.Leads;
using KoSales.Functions.Leads.Parts.Cohorts;

namespace KoSales.Functions.Exports;

/// <summary>The leads that an export holds, in the order of their ids: all that match, or the members of a
/// cohort that do.</summary>
public sealed class ExportedLeads(IDocumentStore store, CohortLeads cohorts)
{
    public IAsyncEnumerable<RawDocument> StreamAsync(
        LeadExport export,
        Filter filter,
        string? afterId,
        CancellationToken cancellationToken
    ) =>
        export.CohortId is { } cohort
            ? cohorts.StreamAsync(cohort, filter, afterId, cancellationToken)
            : store.StreamAsync(LeadStore.Collection, filter, afterId, cancellationToken);

    public async Task<long> CountAsync(
        LeadExport export,
        Filter filter,
        CancellationToken cancellationToken
    ) =>
        export.CohortId is { } cohort
            ? await cohorts.CountAsync(cohort, filter, cancellationToken)
            : await store.CountAsync(LeadStore.Collection, filter, cancellationToken);

    /// <summary>Null when the cohort that is named, if any, is there.</summary>
    public async ValueTask<Fault?> FaultAsync(
        string? cohortId,
        CancellationToken cancellationToken
    ) =>
        cohortId is { } id && (await cohorts.FindAsync(id, cancellationToken)).IsRefused
            ? Fault.Invalid("/cohort_id", "cohort.unknown", "There is no such cohort of leads.")
            : null;
}
