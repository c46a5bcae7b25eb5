using System.Globalization;
using KoSales.Domain.Imports;
using KoSales.Domain.Jobs;
using KoSales.Domain.Leads;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Files;
using KoSales.Functions.Imports.Reading;
using KoSales.Functions.Jobs;
using KoSales.Functions.Leads.Bulk;
using NodaTime;

namespace KoSales.Functions.Imports.Running;

/// <summary>Imports one chunk of a file: its leads, what came of its rows and the job's counts are one
/// transaction, so that a chunk is done once or not at all.</summary>
public sealed class ImportChunks(
    IDocumentStore store,
    EncryptedFiles files,
    CustomFieldCache customFields,
    ImportPlacements placements,
    ImportStages stages,
    IBulkLeadIntake intake,
    JobDesk jobs,
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
        await ImportAsync(
            new Work(job, chunk, await ImportOfAsync(jobId, cancellationToken)),
            cancellationToken
        );
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

    private async Task ImportAsync(Work work, CancellationToken cancellationToken)
    {
        var (job, _, import) = work;
        var custom = await customFields.OfAsync(EntityKind.Lead, cancellationToken);
        var plan = ImportDesk.PlanOf(import.Options, import.Columns, custom).OrRefuse();
        var rows = await RowsAsync(work, plan, new LeadDraftParser(custom), cancellationToken);
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        var command = new Command(import.Actor(), now, job.Id.Value);
        await placements.PlaceAsync(rows, plan, command, cancellationToken);
        await stages.EnterAsync(rows, plan, import.Options.WorkflowId, command, cancellationToken);
        await CreateAsync(new Read(work, plan, rows), command, cancellationToken);
    }

    private async Task<ImportRows> RowsAsync(
        Work work,
        ImportPlan plan,
        LeadDraftParser parser,
        CancellationToken cancellationToken
    )
    {
        var (job, chunk, import) = work;
        var file =
            import.File
            ?? throw new InvalidOperationException($"the file of {job.Id.Value} is gone");
        var length = (int)chunk.Length;
        var records = await files.ReadAsync(file, chunk.Offset, length, cancellationToken);
        return ImportRows.Parse(records, import, plan, parser, chunk.FirstRow, chunk.Rows);
    }

    /// <summary>Makes the leads together with the record of what came of the rows.</summary>
    private async Task CreateAsync(Read read, Command command, CancellationToken cancellationToken)
    {
        var (work, _, rows) = read;
        var import = work.Import;
        void Record(WriteBatch batch, IReadOnlyList<BulkOutcome> outcomes) =>
            ImportLedger.Record(batch, read, outcomes, command.Now);
        if (rows.Drafts.Count == 0 || import.DryRun)
            await RecordOnlyAsync(rows, import, Record, command, cancellationToken);
        else
            await intake.CreateManyAsync(
                Drafts(rows, import),
                OptionsOf(import) with
                {
                    Record = Record,
                },
                command,
                cancellationToken
            );
    }

    private async Task RecordOnlyAsync(
        ImportRows rows,
        LeadImport import,
        Action<WriteBatch, IReadOnlyList<BulkOutcome>> record,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var outcomes = await intake.CreateManyAsync(
            Drafts(rows, import),
            OptionsOf(import) with
            {
                DryRun = true,
            },
            command,
            cancellationToken
        );
        var batch = new WriteBatch();
        record(batch, outcomes);
        await store.CommitAsync(batch, cancellationToken);
    }

    private async Task<LeadImport> ImportOfAsync(
        string jobId,
        CancellationToken cancellationToken
    ) =>
        await store.FindAsync(LeadImport.Collection, jobId, cancellationToken)
        ?? throw new InvalidOperationException($"there is no import {jobId}");

    // Only merging needs to know again which lead a row has made: otherwise leads and record are one
    // transaction.
    private static LeadDraft[] Drafts(ImportRows rows, LeadImport import) =>
        import.Options.OnDuplicate == OnDuplicate.Merge
            ?
            [
                .. rows.Drafts.Select(r =>
                    r.Draft with
                    {
                        Origin = string.Create(
                            CultureInfo.InvariantCulture,
                            $"{import.Id.Value}:{r.Number}"
                        ),
                    }
                ),
            ]
            : [.. rows.Drafts.Select(r => r.Draft)];

    private static BulkOptions OptionsOf(LeadImport import) =>
        new(
            import.Options.OnDuplicate switch
            {
                OnDuplicate.Skip => DuplicatePolicy.Skip,
                OnDuplicate.Merge => DuplicatePolicy.Merge,
                OnDuplicate.Fail => DuplicatePolicy.Fail,
            }
        )
        {
            Start = import.Options.StartPipeline,
            WorkflowId = import.Options.WorkflowId,
        };

    internal sealed record Work(Job Job, JobChunk Chunk, LeadImport Import);

    /// <summary>A chunk whose rows are read.</summary>
    internal sealed record Read(Work Work, ImportPlan Plan, ImportRows Rows);
}
