using System.IO.Pipelines;
using System.Text.Json;
using KoSales.Domain.Exports;
using KoSales.Domain.Files;
using KoSales.Domain.Filters;
using KoSales.Domain.Jobs;
using KoSales.Domain.Storage;
using KoSales.Functions.Files;
using KoSales.Functions.Jobs;
using Microsoft.Extensions.Options;
using NodaTime;

namespace KoSales.Functions.Exports;

/// <summary>What came of a part.</summary>
/// <param name="Complete">No part comes after it.</param>
public sealed record ExportStep(bool Complete, JobWish Wish);

/// <summary>Writes an export part by part. A part that is delivered again is written again, unless the store knows it already.</summary>
public sealed class ExportParts(
    IDocumentStore store, ExportedLeads leads, SealedFiles files, LeadSelection selection, JobDesk jobs, IOptions<ExportSettings> settings, TimeProvider time)
{
    private const int Page = 500;

    private Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    /// <param name="number">From 0; the first one also counts what there is to export.</param>
    public async Task<ExportStep> RunAsync(string jobId, int number, CancellationToken cancellationToken)
    {
        var export = await store.FindAsync(LeadExport.Collection, jobId, cancellationToken) ?? throw new InvalidOperationException($"there is no export {jobId}");
        var filter = await FilterOfAsync(export, cancellationToken);
        var job = number == 0 ? await BeginAsync(export, filter, cancellationToken) : await jobs.FindAsync(jobId, cancellationToken);
        if (!job.HasEnded && !export.Complete && export.Parts.Count == number) export = await WriteAsync(export, job, filter, cancellationToken);
        return new ExportStep(export.Complete && export.Parts.Count <= number + 1, (await jobs.FindAsync(jobId, cancellationToken)).Wish);
    }

    private async Task<Job> BeginAsync(LeadExport export, Filter filter, CancellationToken cancellationToken)
    {
        var total = await leads.CountAsync(export, filter, cancellationToken);
        var now = Now;
        return await jobs.AdvanceAsync(export.Id.Value, job => job.StartedAt is null ? job.Start(now).Count(total, now) : job, cancellationToken);
    }

    private async Task<LeadExport> WriteAsync(LeadExport export, Job job, Filter filter, CancellationToken cancellationToken)
    {
        var name = ExportFiles.NameOf(export.Id, export.Parts.Count);
        var pipe = new Pipe();
        var producing = ProduceAsync(pipe.Writer, export, filter, cancellationToken);
        SealedFile file;
        // Closing the reading end lets the producer end too when the file cannot be written.
        await using (var content = pipe.Reader.AsStream()) file = await files.WriteAsync(name, content, _ => { }, cancellationToken);
        var (lastId, rows) = await producing;
        var written = export with
        {
            Version = export.Version + 1,
            UpdatedAt = Now,
            Parts = [.. export.Parts, new ExportPart(file, lastId, rows)],
            Complete = rows < settings.Value.RowsPerPart,
        };
        var batch = new WriteBatch().Replace(LeadExport.Collection, written).Advance(job, new JobPart(rows, 0, 0), Now);
        var result = await store.CommitAsync(batch, cancellationToken);
        return result.IsCommitted ? written : throw new StoreUnavailableException($"part {export.Parts.Count} of export {export.Id.Value} was written by another worker");
    }

    private async Task<(string? LastId, long Rows)> ProduceAsync(PipeWriter to, LeadExport export, Filter filter, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            return await WriteRowsAsync(to, export, filter, cancellationToken);
        }
        catch (Exception exception)
        {
            failure = exception;
            throw;
        }
        finally
        {
            // The reader gets to know that what it has is not all.
            await to.CompleteAsync(failure);
        }
    }

    private async Task<(string? LastId, long Rows)> WriteRowsAsync(PipeWriter to, LeadExport export, Filter filter, CancellationToken cancellationToken)
    {
        var text = new ExportText(export);
        var stream = to.AsStream(leaveOpen: true);
        if (export.Parts.Count == 0) text.WriteHeader(stream);
        var after = export.Parts.Count > 0 ? export.Parts[^1].LastId : null;
        var rows = 0L;
        var page = new List<RawDocument>(Page);
        await foreach (var lead in leads.StreamAsync(export, filter, after, cancellationToken))
        {
            page.Add(lead);
            rows++;
            after = lead.Id;
            var full = rows == settings.Value.RowsPerPart;
            if (page.Count < Page && !full) continue;
            text.Write(stream, page);
            page.Clear();
            if ((await to.FlushAsync(cancellationToken)).IsCompleted || full) break;
        }

        text.Write(stream, page);
        return (after, rows);
    }

    private async Task<Filter> FilterOfAsync(LeadExport export, CancellationToken cancellationToken)
    {
        var asked = (await selection.OfJsonAsync(JsonElement.Parse(export.Filter), cancellationToken)).OrRefuse();
        return LeadSelection.Visible(asked, export.Actor());
    }
}
