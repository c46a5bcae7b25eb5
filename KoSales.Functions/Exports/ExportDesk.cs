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
    LeadSelection selection,
    ExportedLeads leads,
    EncryptedFiles files,
    Items items
)
{
    /// <param name="narrowed">From the query string.</param>
    public async Task<Verdict<Job>> AcceptAsync(
        ExportLeads body,
        Filter narrowed,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var filter = await selection.OfJsonAsync(body.Filter, cancellationToken);
        var fields = (await selection.ColumnsAsync(cancellationToken)).Of(body.Fields);
        if (await leads.FaultAsync(body.CohortId, cancellationToken) is { } unknown)
            return Verdict<Job>.Refuse([.. filter.Faults, unknown, .. fields.Faults]);
        if (filter.IsRefused || fields.IsRefused)
            return Verdict<Job>.Refuse([.. filter.Faults, .. fields.Faults]);
        var id = await ids.NextAsync<JobId>(cancellationToken);
        var job = Job.Accept(id, JobKind.LeadExport, command);
        var export = new LeadExport
        {
            Id = id,
            Filter = FilterJson.Write(Filter.AllOf(filter.Value, narrowed)).GetRawText(),
            CohortId = body.CohortId,
            Fields = fields.Value,
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
        var batch = new WriteBatch()
            .Insert(Job.Collection, job)
            .Insert(LeadExport.Collection, export);
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
        var export = await store.FindAsync(LeadExport.Collection, id, cancellationToken);
        if (export is null)
            return Fault.NotFound("export", id);
        if (!job.Value.HasEnded)
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
            : await ExportDownload.BeginAsync(export, files, cancellationToken);
    }
}
