using KoSales.Domain.Imports;
using KoSales.Domain.Jobs;
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
        ImportChunks.Work work,
        (ImportRows Rows, ImportPlan Plan, IReadOnlyList<BulkOutcome> Outcomes) result,
        Instant now
    )
    {
        var part = new JobPart(0, result.Rows.Failed, 0);
        var faults = new List<RowFault>(result.Rows.Faults);
        for (var i = 0; i < result.Outcomes.Count; i++)
        {
            var outcome = result.Outcomes[i];
            part += PartOf(outcome.Status);
            faults.AddRange(
                outcome.Faults.Select(f => new RowFault(
                    result.Rows.Drafts[i].Number,
                    result.Plan.ColumnAt(f.Pointer),
                    f.Code,
                    f.Detail
                ))
            );
        }

        var chunk = work.Chunk;
        if (part.Processed != chunk.Rows)
            throw new InvalidOperationException(
                $"chunk {chunk.Id} has {chunk.Rows} rows, but {part.Processed} were accounted for"
            );
        batch.Replace(
            JobChunk.Collection,
            chunk.Finish(part, [.. faults.OrderBy(f => f.Row)], now)
        );
        batch.Advance(work.Job, part, now);
    }

    private static JobPart PartOf(BulkStatus status) =>
        status switch
        {
            BulkStatus.Created or BulkStatus.Merged => new JobPart(1, 0, 0),
            BulkStatus.Duplicate => new JobPart(0, 0, 1),
            BulkStatus.Failed => new JobPart(0, 1, 0),
        };
}
