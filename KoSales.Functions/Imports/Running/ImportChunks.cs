using KoSales.Domain.Imports;
using KoSales.Domain.Jobs;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Files;
using KoSales.Functions.Imports.Kinds;
using KoSales.Functions.Jobs;
using NodaTime;

namespace KoSales.Functions.Imports.Running;

/// <summary>Imports one chunk of a file: its records, what came of its rows and the job's counts are one
/// transaction, so that a chunk is done once or not at all.</summary>
public sealed class ImportChunks(
    IDocumentStore store,
    EncryptedFiles files,
    CustomFieldCache customFields,
    ImportKinds kinds,
    JobDesk jobs,
    ILineImport lines,
    TimeProvider time
)
{
    /// <summary>Does nothing when the chunk is done already or the job has ended. Throws
    /// <see cref="StoreUnavailableException"/> when other writers were in the
    /// way all the time; then nothing is done.</summary>
    /// <returns>What is wanted of the job by now.</returns>
    public async Task<JobDirective> RunAsync(
        string jobId,
        int number,
        CancellationToken cancellationToken
    )
    {
        var job = await jobs.FindAsync(jobId, cancellationToken);
        var chunk = await ChunkAsync(job.Id, number, cancellationToken);
        if (chunk.Done || job.HasEnded)
            return job.Directive;
        var import = await ImportOfAsync(jobId, cancellationToken);
        await ImportAsync(job, chunk, import, cancellationToken);
        if (!(await ChunkAsync(job.Id, number, cancellationToken)).Done)
            throw new StoreUnavailableException($"chunk {chunk.Id} could not be written");
        return (await jobs.FindAsync(jobId, cancellationToken)).Directive;
    }

    private async Task<JobChunk> ChunkAsync(
        JobId job,
        int number,
        CancellationToken cancellationToken
    ) =>
        await store.FindAsync(JobChunk.Collection, JobChunk.IdOf(job, number), cancellationToken)
        ?? throw new InvalidOperationException($"job {job.Value} has no chunk {number}");

    private async Task ImportAsync(
        Job job,
        JobChunk chunk,
        FileImport import,
        CancellationToken cancellationToken
    )
    {
        var file =
            import.File
            ?? throw new InvalidOperationException($"the file of {job.Id.Value} is gone");
        var length = (int)chunk.Length;
        var records = await files.ReadAsync(file, chunk.Offset, length, cancellationToken);
        if (import.IsLines)
        {
            await lines.ImportAsync(new LineWork(job, chunk, import, records), cancellationToken);
            return;
        }

        var custom = await customFields.OfAsync(import.Entity, cancellationToken);
        var plan = kinds.PlanOf(import.Entity, import.Options, import.Columns, custom).OrRefuse();
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        await kinds
            .Of(import.Entity)
            .ImportAsync(
                new ImportWork(job, chunk, import, plan, custom, records),
                new Command(import.Actor(), now, job.Id.Value),
                cancellationToken
            );
    }

    private async Task<FileImport> ImportOfAsync(
        string jobId,
        CancellationToken cancellationToken
    ) =>
        await store.FindAsync(FileImport.Collection, jobId, cancellationToken)
        ?? throw new InvalidOperationException($"there is no import {jobId}");
}
