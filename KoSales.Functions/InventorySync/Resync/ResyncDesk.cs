using KoSales.Domain.Files;
using KoSales.Domain.Imports;
using KoSales.Domain.Jobs;
using KoSales.Domain.Pii;
using KoSales.Functions.Files;
using KoSales.Functions.Imports;
using KoSales.Functions.Imports.Reading;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.InventorySync.Resync;

/// <summary>A file of customers as it comes in.</summary>
/// <param name="Content">One JSON object a line, in UTF-8.</param>
public sealed record ResyncUpload(Stream Content, string FileName, bool DryRun);

/// <summary>Takes in a file of all customers: stores it encrypted and queues the job. It is an
/// import like those of rows, and ends, pauses and goes like those.</summary>
public sealed class ResyncDesk(
    IDocumentStore store,
    EncryptedFiles files,
    IdAllocator ids,
    IOptions<ImportSettings> settings
)
{
    /// <summary>The queued job. Refused when the file is too large or no UTF-8; then nothing is
    /// kept.</summary>
    public async Task<Verdict<Job>> AcceptAsync(
        ResyncUpload upload,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var id = await ids.NextAsync<JobId>(cancellationToken);
        var check = new UploadCheck(settings.Value.MaxBytes);
        var file = await files.WriteAsync(
            ImportFiles.NameOf(id),
            upload.Content,
            check.Take,
            cancellationToken
        );
        try
        {
            check.Complete();
            return await QueueAsync(
                ImportOf(id, upload, file, command),
                command,
                cancellationToken
            );
        }
        catch
        {
            await files.DeleteAsync(file, CancellationToken.None);
            throw;
        }
    }

    private async Task<Verdict<Job>> QueueAsync(
        FileImport import,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var job = Job.Accept(import.Id, JobKind.CustomerResync, command) with
        {
            DryRun = import.DryRun ? true : null,
            Links = new Dictionary<string, string>
            {
                ["drift"] = $"{Routes.Base}customers/resync/{import.Id}/drift",
                ["drift_csv"] = $"{Routes.Base}customers/resync/{import.Id}/drift.csv",
            },
        };
        var batch = new WriteBatch()
            .Insert(Job.Collection, job)
            .Insert(FileImport.Collection, import);
        command.RecordAnswer(batch, job);
        var result = await store.CommitAsync(batch, cancellationToken);
        return result.IsCommitted
            ? job
            : Fault.Conflict("import.not_queued", "The same import was queued by another request.");
    }

    private static FileImport ImportOf(
        JobId id,
        ResyncUpload upload,
        EncryptedFile file,
        Command command
    ) =>
        new()
        {
            Id = id,
            Entity = EntityKind.Customer,
            File = file,
            FileName = PersonalTraces.Mask(Path.GetFileName(upload.FileName)),
            Options = new ImportOptions { Mapping = new Dictionary<string, string>() },
            DryRun = upload.DryRun,
            IsLines = true,
            Columns = [],
            Separator = "\n",
            ActorId = command.Actor.Id,
            ActorRoles = [.. command.Actor.Roles],
            ActorTeamId = command.Actor.TeamId,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };
}
