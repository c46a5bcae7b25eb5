using System.Text.Json;
using KoSales.Domain.Files;
using KoSales.Domain.Imports;
using KoSales.Domain.Jobs;
using KoSales.Domain.Pii;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Files;
using KoSales.Functions.Imports.Kinds;
using KoSales.Functions.Imports.Reading;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.Imports;

/// <summary>An upload as it comes in.</summary>
/// <param name="Options">JSON text of <see cref="LeadImportOptions"/>.</param>
public sealed record ImportUpload(Stream Content, string FileName, string Options, bool DryRun)
{
    /// <summary>What its rows are.</summary>
    public EntityKind Entity { get; init; }

    /// <summary>As the sender says; null for what the file itself tells.</summary>
    public string? Charset { get; init; }

    /// <summary>Told once it is known in which encoding the file is read.</summary>
    public Action<string>? OnEncoding { get; init; }
}

/// <summary>Takes in files of records: checks what can be told before the first row, stores the file
/// encrypted and queues the job.</summary>
public sealed class ImportDesk(
    IDocumentStore store,
    EncryptedFiles files,
    IdAllocator ids,
    CustomFieldCache customFields,
    BodyReader bodies,
    ImportKinds kinds,
    IOptions<ImportSettings> settings
)
{
    /// <summary>The queued job. Refused with every fault of options and header at once; then nothing is
    /// kept.</summary>
    public async Task<Verdict<Job>> AcceptAsync(
        ImportUpload upload,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var options = OptionsOf(upload.Options);
        if (options.IsRefused)
            return options.Refusal;
        var workflow = options.Value.WorkflowId;
        var kind = kinds.Of(upload.Entity);
        if (await kind.WorkflowFaultAsync(workflow, cancellationToken) is { } unknown)
            return unknown;
        var id = await ids.NextAsync<JobId>(cancellationToken);
        var check = new UploadCheck(settings.Value.MaxBytes);
        var text = await UploadEncoding.OfAsync(upload.Content, upload.Charset, cancellationToken);
        upload.OnEncoding?.Invoke(text.Name);
        var file = await files.WriteAsync(
            ImportFiles.NameOf(id),
            text.Content,
            check.Take,
            cancellationToken
        );
        return await QueueOrDeleteAsync(
            new Received(id, upload, options.Value, file, check),
            command,
            cancellationToken
        );
    }

    /// <summary>The file of an import that is not queued is not kept.</summary>
    private async Task<Verdict<Job>> QueueOrDeleteAsync(
        Received received,
        Command command,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var queued = await QueueAsync(received, command, cancellationToken);
            if (queued.IsRefused)
                await files.DeleteAsync(received.File, CancellationToken.None);
            return queued;
        }
        catch
        {
            await files.DeleteAsync(received.File, CancellationToken.None);
            throw;
        }
    }

    public async Task<SuggestedMapping> SuggestAsync(
        EntityKind entity,
        SuggestMapping header,
        CancellationToken cancellationToken
    )
    {
        var kind = kinds.Of(entity);
        var custom = await customFields.OfAsync(entity, cancellationToken);
        var found = MappingSuggestions.For(
            header.Columns,
            new HeadingIndex(kind.Columns, custom.Paths)
        );
        var usual = kind.UsualFor(header.Columns, found);
        return new SuggestedMapping(
            found.ToDictionary(s => s.Column, s => s.Path),
            [.. found.Select(s => new SuggestedColumn(s.Column, s.Path, s.Confidence))],
            [.. header.Columns.Where(c => found.All(s => s.Column != c)).Distinct()],
            usual.Defaults,
            usual.ValueMap
        );
    }

    private async Task<Verdict<Job>> QueueAsync(
        Received received,
        Command command,
        CancellationToken cancellationToken
    )
    {
        received.Check.Complete();
        var head = CsvHead.Read(received.Check.Start, received.Check.IsAll);
        if (head.IsRefused)
            return head.Refusal;
        var entity = received.Upload.Entity;
        var custom = await customFields.OfAsync(entity, cancellationToken);
        var plan = kinds.PlanOf(entity, received.Options, head.Value.Columns, custom);
        if (plan.IsRefused)
            return plan.Refusal;
        var import = ImportOf(received, head.Value, command);
        return await InsertAsync(import, command, cancellationToken);
    }

    private async Task<Verdict<Job>> InsertAsync(
        FileImport import,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var job = Job.Accept(import.Id, kinds.Of(import.Entity).Job, command) with
        {
            DryRun = import.DryRun ? true : null,
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

    private static FileImport ImportOf(Received received, CsvHead head, Command command) =>
        new()
        {
            Id = received.Id,
            Entity = received.Upload.Entity,
            File = received.File,
            FileName = PersonalTraces.Mask(Path.GetFileName(received.Upload.FileName)),
            Options = received.Options,
            DryRun = received.Upload.DryRun,
            Columns = HeadingsOf(head.Columns),
            Separator = head.Separator.ToString(),
            ActorId = command.Actor.Id,
            ActorRoles = [.. command.Actor.Roles],
            ActorTeamId = command.Actor.TeamId,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };

    /// <summary>A file without headings begins with a record, whose cells are kept nowhere.</summary>
    private static IReadOnlyList<string> HeadingsOf(IReadOnlyList<string> columns) =>
        [.. columns.Select(c => PersonalTraces.Holds(c) ? "" : c)];

    private Verdict<ImportOptions> OptionsOf(string text)
    {
        JsonDocument json;
        try
        {
            json = JsonDocument.Parse(
                text,
                new JsonDocumentOptions { MaxDepth = BodyReader.MaxDepth }
            );
        }
        catch (JsonException)
        {
            return new Fault(
                FaultKind.Malformed,
                "import.bad_options",
                "The options of an import are one JSON object, in the X-Import-Options header or the options parameter."
            );
        }

        using (json)
        {
            return bodies
                .Fit<LeadImportOptions>(json.RootElement, "")
                .Match(o => o.Value.ToOptions(), Verdict<ImportOptions>.Refuse);
        }
    }

    /// <summary>An upload whose file is stored, and what was seen of it on the way.</summary>
    private sealed record Received(
        JobId Id,
        ImportUpload Upload,
        ImportOptions Options,
        EncryptedFile File,
        UploadCheck Check
    );
}
