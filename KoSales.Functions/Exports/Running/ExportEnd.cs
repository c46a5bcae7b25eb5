using KoSales.Domain.Exports;
using KoSales.Domain.Jobs;
using KoSales.Functions.Files;
using KoSales.Functions.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;

namespace KoSales.Functions.Exports.Running;

/// <summary>Ends exports, and removes their files when they expire.</summary>
public sealed class ExportEnd(
    IDocumentStore store,
    EncryptedFiles files,
    JobDesk jobs,
    IOptions<ExportSettings> settings,
    TimeProvider time,
    ILogger<ExportEnd> log
)
{
    private const int PerSweep = 100;

    private Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    public async Task FinishAsync(ExportEnding ending, CancellationToken cancellationToken)
    {
        await ScheduleRemovalAsync(ending.JobId, cancellationToken);
        var now = Now;
        var job = await jobs.AdvanceAsync(
            ending.JobId,
            job => Ended(job, ending, now),
            cancellationToken
        );
        log.Ended(ending.JobId, job.Status, job.Processed);
    }

    /// <summary>Deletes what has expired. First the files, then their keys: what a crash leaves is deleted
    /// the next time.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var due = await store.ListAsync(
            FileExport.Collection,
            new Query(
                FileExport.Collection,
                new Filter.Condition("expires_at", FilterOperator.Lte, new FilterValue.Moment(Now))
            )
            {
                Sort = [new SortKey("expires_at", FieldType.Instant)],
                Limit = PerSweep,
            },
            cancellationToken
        );
        foreach (var export in due)
            await RemoveFilesAsync(export, cancellationToken);
        return due.Count;
    }

    private async Task RemoveFilesAsync(FileExport export, CancellationToken cancellationToken)
    {
        foreach (var part in export.Parts)
            await files.DeleteAsync(part.File, cancellationToken);
        var without = export with
        {
            Version = export.Version + 1,
            UpdatedAt = Now,
            Parts = [],
            ExpiresAt = null,
        };
        await store.CommitAsync(
            new WriteBatch().Replace(FileExport.Collection, without),
            cancellationToken
        );
    }

    // Leads that came or went meanwhile: what was written is what there was.
    private static Job Ended(Job job, ExportEnding ending, Instant now)
    {
        if (job.HasEnded)
            return job;
        if (ending.Failed is { } step)
            return job.Fail($"{step} failed again and again; export again later.", now);
        if (job.CancelRequestedAt is not null)
            return job.Finish(now);
        return job.Count(job.Processed, now)
            .Finish(now)
            .WithLink("download", FileExport.PathOf(job.Id));
    }

    private async Task ScheduleRemovalAsync(string jobId, CancellationToken cancellationToken)
    {
        var at = Now + Duration.FromTimeSpan(settings.Value.KeepFor);
        var patch = new Patch(Now, "system")
        {
            Set = new Dictionary<string, string?> { ["expires_at"] = JsonText.Of(at) },
        };
        await store.CommitAsync(
            new WriteBatch().Patch(
                FileExport.Collection,
                Filter.AllOf(Filter.Eq("id", jobId), Filter.Missing("expires_at")),
                patch
            ),
            cancellationToken
        );
    }
}
