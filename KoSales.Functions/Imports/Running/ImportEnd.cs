using KoSales.Domain.Imports;
using KoSales.Functions.Files;
using KoSales.Functions.Jobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NodaTime;

namespace KoSales.Functions.Imports.Running;

/// <summary>Ends imports, and removes their files when the time has come.</summary>
public sealed class ImportEnd(
    IDocumentStore store,
    EncryptedFiles files,
    JobDesk jobs,
    IOptions<ImportSettings> settings,
    TimeProvider time,
    ILogger<ImportEnd> log
)
{
    private const int FilesPerSweep = 100;

    private Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    public async Task FinishAsync(string jobId, CancellationToken cancellationToken)
    {
        var job = await jobs.FinishAsync(jobId, Now, cancellationToken);
        log.Ended(jobId, job.Status, job.Processed, job.Failed);
        await ScheduleRemovalAsync(jobId, cancellationToken);
    }

    public async Task FailAsync(string jobId, string why, CancellationToken cancellationToken)
    {
        var now = Now;
        await jobs.AdvanceAsync(jobId, job => job.Fail(why, now), cancellationToken);
        log.Failed(jobId, why);
        await ScheduleRemovalAsync(jobId, cancellationToken);
    }

    /// <summary>Deletes the files whose time has come. First the file, then its key: what a crash leaves is
    /// deleted the next time.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var due = await store.ListAsync(
            FileImport.Collection,
            new Query(
                FileImport.Collection,
                new Filter.Condition(
                    "delete_file_at",
                    FilterOperator.Lte,
                    new FilterValue.Moment(Now)
                )
            )
            {
                Sort = [new SortKey("delete_file_at", FieldType.Instant)],
                Limit = FilesPerSweep,
            },
            cancellationToken
        );
        foreach (var import in due)
            await RemoveFileAsync(import, cancellationToken);
        return due.Count;
    }

    private async Task RemoveFileAsync(FileImport import, CancellationToken cancellationToken)
    {
        if (import.File is { } file)
            await files.DeleteAsync(file, cancellationToken);
        var without = import with
        {
            Version = import.Version + 1,
            UpdatedAt = Now,
            File = null,
            DeleteFileAt = null,
        };
        await store.CommitAsync(
            new WriteBatch().Replace(FileImport.Collection, without),
            cancellationToken
        );
    }

    private async Task ScheduleRemovalAsync(string jobId, CancellationToken cancellationToken)
    {
        var at = Now + Duration.FromTimeSpan(settings.Value.KeepFileFor);
        var patch = new Patch(Now, "system")
        {
            Set = new Dictionary<string, string?> { ["delete_file_at"] = JsonText.Of(at) },
        };
        var kept = Filter.AllOf(
            Filter.Eq("id", jobId),
            Filter.Missing("delete_file_at"),
            Filter.Present("file")
        );
        await store.CommitAsync(
            new WriteBatch().Patch(FileImport.Collection, kept, patch),
            cancellationToken
        );
    }
}
