using KoSales.Domain.Jobs;
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
        ImportChunks.Read read,
        IReadOnlyList<BulkOutcome> outcomes,
        Instant now
    )
    {
        var part = outcomes.Aggregate(
            new JobPart(0, read.Rows.Failed, 0),
            (sum, outcome) => sum + PartOf(outcome.Status)
        );
        var chunk = read.Work.Chunk;
        if (part.Processed != chunk.Rows)
            throw new InvalidOperationException(
                $"chunk {chunk.Id} has {chunk.Rows} rows, but {part.Processed} were accounted for"
            );
        RowFault[] faults = [.. FaultsOf(read, outcomes).OrderBy(f => f.Row)];
        batch.Replace(JobChunk.Collection, chunk.Finish(part, faults, now));
        batch.Advance(read.Work.Job, part, now);
    }

    /// <summary>Of rows that could not be read, then of those that the intake refused.</summary>
    private static IEnumerable<RowFault> FaultsOf(
        ImportChunks.Read read,
        IReadOnlyList<BulkOutcome> outcomes
    ) =>
        read.Rows.Faults.Concat(
            from outcome in outcomes.Index()
            from f in outcome.Item.Faults
            select new RowFault(
                read.Rows.Drafts[outcome.Index].Number,
                read.Plan.ColumnAt(f.Pointer),
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
