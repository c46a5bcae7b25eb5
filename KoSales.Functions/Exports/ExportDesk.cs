using KoSales.Domain.Exports;
using KoSales.Domain.Filters.Reading;
using KoSales.Domain.Jobs;
using KoSales.Functions.Files;
using KoSales.Functions.Jobs;

namespace KoSales.Functions.Exports;

/// <summary>Takes in exports and hands out what they wrote.</summary>
public sealed class ExportDesk(
    IDocumentStore store,
    IdAllocator ids,
    ExportKinds kinds,
    ExportedRecords records,
    EncryptedFiles files,
    Items items
)
{
    /// <param name="narrowed">From the query string.</param>
    public async Task<Verdict<Job>> AcceptAsync(
        EntityKind entity,
        ExportRecords body,
        Filter narrowed,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var kind = kinds.Of(entity);
        var filter = await ExportSelection.OfJsonAsync(kind, body.Filter, cancellationToken);
        var fields = (await kind.ColumnsAsync(cancellationToken)).Of(body.Fields);
        var unknown = await records.FaultAsync(kind, body.CohortId, cancellationToken);
        if (filter.IsRefused || unknown is not null || fields.IsRefused)
            return Verdict<Job>.Refuse([.. filter.Faults, .. Listed(unknown), .. fields.Faults]);
        var id = await ids.NextAsync<JobId>(cancellationToken);
        var chosen = Filter.AllOf(filter.Value, narrowed);
        var export = ExportOf(body, command) with
        {
            Id = id,
            Entity = entity,
            Filter = FilterJson.Write(chosen).GetRawText(),
            Fields = fields.Value,
        };
        return await QueueAsync(export, command, cancellationToken);
    }

    private static Fault[] Listed(Fault? fault) => fault is null ? [] : [fault];

    /// <summary>What the caller asked for, on whose behalf; without what is looked up.</summary>
    private static FileExport ExportOf(ExportRecords body, Command command) =>
        new()
        {
            Id = default,
            Filter = "",
            Fields = [],
            CohortId = body.CohortId,
            Format = body.Format ?? ExportFormat.Csv,
            Bom = body.Bom ?? true,
            ActorId = command.Actor.Id,
            ActorRoles = [.. command.Actor.Roles],
            ActorTeamId = command.Actor.TeamId,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };

    private async Task<Verdict<Job>> QueueAsync(
        FileExport export,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var job = Job.Accept(export.Id, kinds.Of(export.Entity).Job, command);
        var batch = new WriteBatch()
            .Insert(Job.Collection, job)
            .Insert(FileExport.Collection, export);
        command.RecordAnswer(batch, job);
        var result = await store.CommitAsync(batch, cancellationToken);
        return result.IsCommitted
            ? job
            : Fault.Conflict("export.not_queued", "The same export was queued by another request.");
    }

    /// <summary>Refused: not the actor's job, not finished yet (409), expired (410).</summary>
    public async Task<Verdict<ExportDownload>> DownloadAsync(
        string id,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var job = await items.LoadAsync(JobList.Spec, Job.Collection, id, actor, cancellationToken);
        if (job.IsRefused)
            return job.Refusal;
        var export = await store.FindAsync(FileExport.Collection, id, cancellationToken);
        if (export is null)
            return Fault.NotFound("export", id);
        return Missing(job.Value, export) is { } missing
            ? missing
            : await ExportDownload.BeginAsync(export, files, cancellationToken);
    }

    /// <summary>Why there is no file; null when there is one.</summary>
    private static Fault? Missing(Job job, FileExport export)
    {
        if (!job.HasEnded)
            return Fault.Conflict(
                "export.not_ready",
                "The export is still being written; see its job."
            );
        if (!export.Complete)
            return Fault.Conflict(
                "export.not_written",
                "The export was not finished, so there is nothing to download."
            );
        return export.ExpiresAt is null
            ? new Fault(
                FaultKind.Gone,
                "export.expired",
                "The export was kept for a while only and is gone; export again."
            )
            : null;
    }
}
