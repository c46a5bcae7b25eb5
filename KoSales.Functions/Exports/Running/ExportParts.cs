using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Exports;
using KoSales.Domain.Jobs;
using KoSales.Functions.Files;
using KoSales.Functions.Jobs;
using Microsoft.Extensions.Options;
using NodaTime;

namespace KoSales.Functions.Exports.Running;

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
    ExportedRecords records,
    EncryptedFiles files,
    ExportKinds kinds,
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
            await store.FindAsync(FileExport.Collection, jobId, cancellationToken)
            ?? throw new InvalidOperationException($"there is no export {jobId}");
        var filter = await FilterOfAsync(export, cancellationToken);
        var job = await JobOfAsync(export, filter, number, cancellationToken);
        if (!job.HasEnded && !export.Complete && export.Parts.Count == number)
            export = await WriteAsync(export, job, filter, cancellationToken);
        return new ExportStep(
            export.Complete && export.Parts.Count <= number + 1,
            (await jobs.FindAsync(jobId, cancellationToken)).Directive
        );
    }

    private async Task<Job> JobOfAsync(
        FileExport export,
        Filter filter,
        int number,
        CancellationToken cancellationToken
    ) =>
        number == 0
            ? await BeginAsync(export, filter, cancellationToken)
            : await jobs.FindAsync(export.Id.Value, cancellationToken);

    private async Task<Job> BeginAsync(
        FileExport export,
        Filter filter,
        CancellationToken cancellationToken
    )
    {
        var total = await records.CountAsync(
            kinds.Of(export.Entity),
            export,
            filter,
            cancellationToken
        );
        var now = Now;
        return await jobs.AdvanceAsync(
            export.Id.Value,
            job => job.StartedAt is null ? job.Start(now).Count(total, now) : job,
            cancellationToken
        );
    }

    /// <summary>Writes the next part. A part during which the job was cancelled is thrown away.</summary>
    private async Task<FileExport> WriteAsync(
        FileExport export,
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

        var written = new ExportPart(file, part.LastId, part.Rows);
        return await CommitAsync(export, job, written, cancellationToken);

        async Task ProduceAsync(Stream to, CancellationToken stop) =>
            part = await WriteRowsAsync(to, export, filter, stop);
    }

    private async Task<FileExport> CommitAsync(
        FileExport export,
        Job job,
        ExportPart part,
        CancellationToken cancellationToken
    )
    {
        var written = export with
        {
            Version = export.Version + 1,
            UpdatedAt = Now,
            Parts = [.. export.Parts, part],
            Complete = part.Rows < settings.Value.RowsPerPart,
        };
        var batch = new WriteBatch()
            .Replace(FileExport.Collection, written)
            .Advance(job, new JobPart(part.Rows, 0, 0), Now);
        var result = await store.CommitAsync(batch, cancellationToken);
        return result.IsCommitted
            ? written
            : throw new StoreUnavailableException(
                $"part {export.Parts.Count} of export {export.Id.Value} was written by another worker"
            );
    }

    private async Task<Part> WriteRowsAsync(
        Stream to,
        FileExport export,
        Filter filter,
        CancellationToken cancellationToken
    )
    {
        var kind = kinds.Of(export.Entity);
        var text = new ExportText(export, kind.List.View);
        if (export.Parts.Count == 0)
            text.WriteHeader(to);
        var part = Part.After(export.Parts);
        var rows = records.StreamAsync(kind, export, filter, part.LastId, cancellationToken);
        var page = new List<RawDocument>(Page);
        await foreach (var record in rows)
        {
            page.Add(record);
            part = part.With(record);
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

    private sealed record Part(string? LastId, long Rows, bool IsWanted)
    {
        /// <summary>What comes after so many parts.</summary>
        public static Part After(IReadOnlyList<ExportPart> parts) =>
            new(parts.Count > 0 ? parts[^1].LastId : null, 0, IsWanted: true);

        public Part With(RawDocument record) => this with { LastId = record.Id, Rows = Rows + 1 };
    }

    private async Task<Filter> FilterOfAsync(FileExport export, CancellationToken cancellationToken)
    {
        var kind = kinds.Of(export.Entity);
        var asked = await kind.FilterAsync(JsonElement.Parse(export.Filter), cancellationToken);
        return ExportSelection.Visible(kind, asked.OrRefuse(), export.Actor());
    }
}
