using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Exports;
using KoSales.Domain.Jobs;
using KoSales.Functions.Files;
using KoSales.Functions.Jobs;
using Microsoft.Extensions.Options;
using NodaTime;

namespace KoSales.Functions.Exports;

/// <summary>What came of a part.</summary>
/// <param name="Complete">No part comes after it.</param>
public sealed record ExportStep(
    bool Complete,
    [property: JsonPropertyName("Wish")] JobDirective Directive
);

/// <summary>Writes an export part by part. A part that is delivered again is written again, unless the
/// store knows it already.</summary>
public sealed class ExportParts(
    IDocumentStore store,
    ExportedLeads leads,
    EncryptedFiles files,
    LeadSelection selection,
    JobDesk jobs,
    IOptions<ExportSettings> settings,
    TimeProvider time
)
{
    private const int Page = 500;

    private Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    /// <param name="number">From 0; the first one also counts what there is to export.</param>
    public async Task<ExportStep> RunAsync(
        string jobId,
        int number,
        CancellationToken cancellationToken
    )
    {
        var export =
            await store.FindAsync(LeadExport.Collection, jobId, cancellationToken)
            ?? throw new InvalidOperationException($"there is no export {jobId}");
        var filter = await FilterOfAsync(export, cancellationToken);
        var job =
            number == 0
                ? await BeginAsync(export, filter, cancellationToken)
                : await jobs.FindAsync(jobId, cancellationToken);
        if (!job.HasEnded && !export.Complete && export.Parts.Count == number)
            export = await WriteAsync(export, job, filter, cancellationToken);
        return new ExportStep(
            export.Complete && export.Parts.Count <= number + 1,
            (await jobs.FindAsync(jobId, cancellationToken)).Directive
        );
    }

    private async Task<Job> BeginAsync(
        LeadExport export,
        Filter filter,
        CancellationToken cancellationToken
    )
    {
        var total = await leads.CountAsync(export, filter, cancellationToken);
        var now = Now;
        return await jobs.AdvanceAsync(
            export.Id.Value,
            job => job.StartedAt is null ? job.Start(now).Count(total, now) : job,
            cancellationToken
        );
    }

    /// <summary>Writes the next part. A part during which the job was cancelled is thrown away.</summary>
    private async Task<LeadExport> WriteAsync(
        LeadExport export,
        Job job,
        Filter filter,
        CancellationToken cancellationToken
    )
    {
        var part = new Part(null, 0, IsWanted: true);
        var name = ExportFiles.NameOf(export.Id, export.Parts.Count);
        var file = await files.WriteAsync(name, ProduceAsync, cancellationToken);
        if (!part.IsWanted)
        {
            await files.DeleteAsync(file, cancellationToken);
            return export;
        }

        var written = export with
        {
            Version = export.Version + 1,
            UpdatedAt = Now,
            Parts = [.. export.Parts, new ExportPart(file, part.LastId, part.Rows)],
            Complete = part.Rows < settings.Value.RowsPerPart,
        };
        var batch = new WriteBatch()
            .Replace(LeadExport.Collection, written)
            .Advance(job, new JobPart(part.Rows, 0, 0), Now);
        var result = await store.CommitAsync(batch, cancellationToken);
        return result.IsCommitted
            ? written
            : throw new StoreUnavailableException(
                $"part {export.Parts.Count} of export {export.Id.Value} was written by another worker"
            );

        async Task ProduceAsync(Stream to, CancellationToken stop) =>
            part = await WriteRowsAsync(to, export, filter, stop);
    }

    private async Task<Part> WriteRowsAsync(
        Stream to,
        LeadExport export,
        Filter filter,
        CancellationToken cancellationToken
    )
    {
        var text = new ExportText(export);
        if (export.Parts.Count == 0)
            text.WriteHeader(to);
        var part = new Part(
            export.Parts.Count > 0 ? export.Parts[^1].LastId : null,
            0,
            IsWanted: true
        );
        var page = new List<RawDocument>(Page);
        await foreach (
            var lead in leads.StreamAsync(export, filter, part.LastId, cancellationToken)
        )
        {
            page.Add(lead);
            part = part with { LastId = lead.Id, Rows = part.Rows + 1 };
            var isFull = part.Rows == settings.Value.RowsPerPart;
            if (page.Count < Page && !isFull)
                continue;
            text.Write(to, page);
            page.Clear();
            if (isFull)
                break;
            if (!await IsWantedAsync(export.Id.Value, cancellationToken))
                return part with { IsWanted = false };
        }

        text.Write(to, page);
        return part;
    }

    private async ValueTask<bool> IsWantedAsync(
        string jobId,
        CancellationToken cancellationToken
    ) => (await jobs.FindAsync(jobId, cancellationToken)).Directive != JobDirective.Stop;

    private sealed record Part(string? LastId, long Rows, bool IsWanted);

    private async Task<Filter> FilterOfAsync(LeadExport export, CancellationToken cancellationToken)
    {
        var asked = (
            await selection.OfJsonAsync(JsonElement.Parse(export.Filter), cancellationToken)
        ).OrRefuse();
        return LeadSelection.Visible(asked, export.Actor());
    }
}
