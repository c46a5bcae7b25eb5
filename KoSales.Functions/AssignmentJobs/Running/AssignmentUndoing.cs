using KoSales.Domain.Assignment;
using KoSales.Domain.AssignmentJobs;
using KoSales.Domain.Leads;
using KoSales.Functions.Assignment;
using KoSales.Functions.AssignmentJobs.Planning;
using KoSales.Functions.Writing;
using NodaTime;

namespace KoSales.Functions.AssignmentJobs.Running;

/// <summary>Takes batches of a job back, each in one transaction with its counts; the record of the
/// hand-over goes with it, so that it happens once.</summary>
public sealed class AssignmentUndoing(
    IDocumentStore store,
    AssignmentLedger ledger,
    CascadeDesk cascade,
    Commits commits,
    TimeProvider time
)
{
    private const int FirstReasons = 100;

    private Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    public async Task<AssignmentSpan> SpanAsync(string jobId, CancellationToken cancellationToken)
    {
        var now = Now;
        var job = await ledger.AdvanceAsync(
            jobId,
            j => j.WaitingSince is null ? j : j with { WaitingSince = null, UpdatedAt = now },
            cancellationToken
        );
        return new AssignmentSpan(jobId, 0, job.Batches.Total);
    }

    public Task RunAsync(string jobId, int number, CancellationToken cancellationToken) =>
        commits.CarryAsync(
            $"batch {number} of {jobId}",
            async attempt =>
            {
                var job = await ledger.FindAsync(jobId, cancellationToken);
                var record = await RecordAsync(job, number, cancellationToken);
                if (record is not null)
                    await AddUndoAsync(attempt.Batch, job, record, cancellationToken);
            },
            cancellationToken
        );

    /// <summary>Null when the batch gave nobody anything, or is taken back already.</summary>
    private ValueTask<HandoverRecord?> RecordAsync(
        CohortAssignmentJob job,
        int number,
        CancellationToken cancellationToken
    ) =>
        store.FindAsync(
            HandoverRecord.Collection,
            AssignmentBatch.IdOf(job.Id, number),
            cancellationToken
        );

    /// <summary>What <see cref="RunAsync"/> would do with all batches now, by the same code; nothing is
    /// written.</summary>
    public async Task<AssignmentUndone> PreviewAsync(
        CohortAssignmentJob job,
        CancellationToken cancellationToken
    )
    {
        var command = new Command(job.Requester, Now, job.Id.Value);
        var ours = Filter.Eq("cause", job.Id.Value);
        var undone = new AssignmentUndone
        {
            Reversed = 0,
            Kept = 0,
            TasksReversed = 0,
            Reasons = [],
        };
        await foreach (
            var record in store.StreamAsync(HandoverRecord.Collection, ours, cancellationToken)
        )
        {
            var result = await cascade.AddUndoAsync(
                new WriteBatch(),
                record,
                AssigningOf(job),
                command,
                cancellationToken
            );
            undone = With(undone, result);
        }

        return undone;
    }

    private static AssignmentUndone With(AssignmentUndone undone, UndoResult result) =>
        undone with
        {
            Reversed = undone.Reversed + result.Reversed.Count,
            Kept = undone.Kept + result.Kept.Count,
            TasksReversed = undone.TasksReversed + result.ItemsReversed,
            Reasons =
            [
                .. undone.Reasons,
                .. result
                    .Kept.Take(FirstReasons - undone.Reasons.Count)
                    .Select(k => new KeptView(k.Id, k.Code)),
            ],
        };

    private static Assigning AssigningOf(CohortAssignmentJob job) =>
        new(AssignmentMode.Bulk)
        {
            Cause = job.Id.Value,
            Summary = $"{WireNames<EntityKind>.Of(job.Entity)}.assignment_undone",
        };

    /// <summary>Gives the way back of a batch up.</summary>
    public async Task FailAsync(string jobId, int number, CancellationToken cancellationToken)
    {
        var job = await ledger.FindAsync(jobId, cancellationToken);
        if (await RecordAsync(job, number, cancellationToken) is not { } record)
            return;
        var command = new Command(job.Requester, Now, job.Id.Value);
        var write = new WriteBatch().Delete(
            HandoverRecord.Collection,
            Filter.Eq("id", record.Id),
            expected: 1
        );
        var amounts = new Dictionary<string, decimal> { ["undo.failed"] = record.Items.Count };
        AssignmentLedger.Count(write, job, amounts, command);
        await store.CommitAsync(write, cancellationToken);
    }

    public Task FinishAsync(string jobId, CancellationToken cancellationToken)
    {
        var now = Now;
        return ledger.AdvanceAsync(jobId, job => job.FinishUndo(now), cancellationToken);
    }

    private async ValueTask AddUndoAsync(
        WriteBatch write,
        CohortAssignmentJob job,
        HandoverRecord record,
        CancellationToken cancellationToken
    )
    {
        var command = new Command(job.Requester, Now, job.Id.Value);
        var result = await cascade.AddUndoAsync(
            write,
            record,
            AssigningOf(job),
            command,
            cancellationToken
        );
        var amounts = new Dictionary<string, decimal>
        {
            ["undo.reversed"] = result.Reversed.Count,
            ["undo.kept"] = result.Kept.Count,
        };
        AssignmentLedger.Count(write, job, amounts, command);
    }
}
