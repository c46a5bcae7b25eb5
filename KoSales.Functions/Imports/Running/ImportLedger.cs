using KoSales.Domain.Jobs;
using KoSales.Functions.Imports.Kinds;
using KoSales.Functions.Imports.Reading;
using KoSales.Functions.Jobs;
using KoSales.Functions.Leads.Bulk;
using NodaTime;

namespace KoSales.Functions.Imports.Running;

/// <summary>What came of a chunk, as writes: the chunk's own counts and faults, and the job's counts.</summary>
internal static class ImportLedger
{
    /// <summary>May be called again for another try of the same transaction.</summary>
    public static void Record(
        WriteBatch batch,
        ImportWork work,
        ImportRows rows,
        IReadOnlyList<BulkOutcome> outcomes,
        Instant now
    )
    {
        var part = outcomes.Aggregate(
            new JobPart(0, rows.Failed, 0),
            (sum, outcome) => sum + PartOf(outcome.Status)
        );
        var chunk = work.Chunk;
        if (part.Processed != chunk.Rows)
            throw new InvalidOperationException(
                $"chunk {chunk.Id} has {chunk.Rows} rows, but {part.Processed} were accounted for"
            );
        RowFault[] faults = [.. FaultsOf(work, rows, outcomes).OrderBy(f => f.Row)];
        batch.Replace(JobChunk.Collection, chunk.Finish(part, faults, now));
        batch.Advance(work.Job, part, now);
    }

    /// <summary>Of rows that could not be read, then of those that the intake refused.</summary>
    private static IEnumerable<RowFault> FaultsOf(
        ImportWork work,
        ImportRows rows,
        IReadOnlyList<BulkOutcome> outcomes
    ) =>
        rows.Faults.Concat(
            from outcome in outcomes.Index()
            from f in outcome.Item.Faults
            select new RowFault(
                rows.NumberOf(outcome.Index),
                work.Plan.ColumnAt(f.Pointer),
                f.Code,
                f.Detail
            )
        );

    private static JobPart PartOf(BulkStatus status) =>
        status switch
        {
            BulkStatus.Created or BulkStatus.Merged => new JobPart(1, 0, 0),
            BulkStatus.Duplicate => new JobPart(0, 0, 1),
            BulkStatus.Failed => new JobPart(0, 1, 0),
        };
}
