using CsvHelper;
using KoSales.Domain.Files;
using KoSales.Domain.Imports;
using KoSales.Domain.Jobs;
using KoSales.Functions.Files;
using KoSales.Functions.Imports.Running;
using KoSales.Functions.Jobs;
using Microsoft.Extensions.Options;
using NodaTime;

namespace KoSales.Functions.Imports.Reading;

/// <summary>Reads the file once: cuts it into chunks and counts its rows. Doing it again gives the same
/// chunks, and leaves alone those that exist.</summary>
public sealed class ImportScan(
    IDocumentStore store,
    EncryptedFiles files,
    JobDesk jobs,
    ImportEnd end,
    IOptions<ImportSettings> settings,
    TimeProvider time
)
{
    private const int ChunksPerCommit = 500;

    private Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    /// <returns>How many chunks there are.</returns>
    public async Task<int> RunAsync(string jobId, CancellationToken cancellationToken)
    {
        var now = Now;
        var job = await jobs.AdvanceAsync(jobId, j => j.Start(now), cancellationToken);
        var import = await store.FindAsync(FileImport.Collection, jobId, cancellationToken);
        if (job.HasEnded || import?.File is not { } file)
            return 0;
        try
        {
            var (chunks, rows) = await CutAsync(job, file, import, cancellationToken);
            await jobs.AdvanceAsync(jobId, j => j.Count(rows, Now), cancellationToken);
            return chunks;
        }
        catch (CsvFormatException)
        {
            await end.FailAsync(jobId, TooLarge, cancellationToken);
            return 0;
        }
        catch (InvalidDataException)
        {
            await end.FailAsync(jobId, TooLong, cancellationToken);
            return 0;
        }
    }

    private static string TooLarge =>
        $"A row of the file is larger than {CsvFormat.MaxRecord} bytes; most likely a quote is never closed.";

    private static string TooLong => $"A line of the file is longer than {LineScan.MaxLine} bytes.";

    private async Task<(int Chunks, long Rows)> CutAsync(
        Job job,
        EncryptedFile file,
        FileImport import,
        CancellationToken cancellationToken
    )
    {
        var (chunks, rows) = (0, 0L);
        var batch = new WriteBatch();
        await using var content = await files.OpenAsync(file, 0, cancellationToken);
        var most = settings.Value.RowsPerChunk;
        var runs = import.IsLines
            ? LineScan.RunsAsync(content, most)
            : CsvScan.RunsAsync(content, file.Length, import.Separator[0], most);
        await foreach (var run in runs.WithCancellation(cancellationToken))
        {
            batch.InsertIfAbsent(JobChunk.Collection, ChunkOf(job, chunks++, run));
            rows += run.Rows;
            if (batch.Operations.Count < ChunksPerCommit)
                continue;
            await store.CommitAsync(batch, cancellationToken);
            batch = new WriteBatch();
        }

        await store.CommitAsync(batch, cancellationToken);
        return (chunks, rows);
    }

    private static JobChunk ChunkOf(Job job, int number, CsvRun run) =>
        new()
        {
            Id = JobChunk.IdOf(job.Id, number),
            JobId = job.Id,
            Number = number,
            Offset = run.Offset,
            Length = run.Length,
            FirstRow = run.FirstRow,
            Rows = run.Rows,
            CreatedAt = job.CreatedAt,
            UpdatedAt = job.CreatedAt,
        };
}
