using KoSales.Domain.Exports;
using KoSales.Functions.Entities.Parts;

namespace KoSales.Functions.Exports;

/// <summary>The records that an export holds, in the order of their ids: all that match, or the members of a
/// cohort that do.</summary>
public sealed class ExportedRecords(IDocumentStore store, CohortRecords cohorts)
{
    public IAsyncEnumerable<RawDocument> StreamAsync(
        IExportKind kind,
        FileExport export,
        Filter filter,
        string? afterId,
        CancellationToken cancellationToken
    ) =>
        export.CohortId is { } cohort
            ? cohorts.StreamAsync(kind.List.Collection, cohort, filter, afterId, cancellationToken)
            : store.StreamAsync(kind.List.Collection, filter, afterId, cancellationToken);

    public async Task<long> CountAsync(
        IExportKind kind,
        FileExport export,
        Filter filter,
        CancellationToken cancellationToken
    ) =>
        export.CohortId is { } cohort
            ? await cohorts.CountAsync(kind.List.Collection, cohort, filter, cancellationToken)
            : await store.CountAsync(kind.List.Collection, filter, cancellationToken);

    /// <summary>Null when the cohort that is named, if any, is there.</summary>
    public async ValueTask<Fault?> FaultAsync(
        IExportKind kind,
        string? cohortId,
        CancellationToken cancellationToken
    ) =>
        cohortId is { } id && (await cohorts.FindAsync(kind.Kind, id, cancellationToken)).IsRefused
            ? Fault.Invalid(
                "/cohort_id",
                "cohort.unknown",
                $"There is no such cohort of {kind.List.Noun}s."
            )
            : null;
}
