using System.Text.Json;
using KoSales.Domain.CustomFields;
using KoSales.Domain.Files;
using KoSales.Domain.Imports;
using KoSales.Domain.Jobs;
using KoSales.Domain.Leads;
using KoSales.Domain.Pii;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Files;
using KoSales.Functions.Imports.Reading;
using KoSales.Functions.Leads.Intake;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.Imports;

/// <summary>An upload as it comes in.</summary>
/// <param name="Options">JSON text of <see cref="LeadImportOptions"/>.</param>
public sealed record ImportUpload(Stream Content, string FileName, string Options, bool DryRun)
{
    /// <summary>As the sender says; null for what the file itself tells.</summary>
    public string? Charset { get; init; }

    /// <summary>Told once it is known in which encoding the file is read.</summary>
    public Action<string>? OnEncoding { get; init; }
}

/// <summary>Takes in files of leads: checks what can be told before the first row, stores the file
/// encrypted and queues the job.</summary>
public sealed class ImportDesk(
    IDocumentStore store,
    EncryptedFiles files,
    IdAllocator ids,
    CustomFieldCache customFields,
    BodyReader bodies,
    ILeadStart start,
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
        if (await start.FaultAsync(options.Value.WorkflowId, cancellationToken) is { } unknown)
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
        try
        {
            var queued = await QueueAsync(
                upload,
                options.Value,
                (id, file, check),
                command,
                cancellationToken
            );
            if (queued.IsRefused)
                await files.DeleteAsync(file, CancellationToken.None);
            return queued;
        }
        catch
        {
            await files.DeleteAsync(file, CancellationToken.None);
            throw;
        }
    }

    public async Task<SuggestedMapping> SuggestAsync(
        SuggestMapping header,
        CancellationToken cancellationToken
    )
    {
        var custom = await customFields.OfAsync(EntityKind.Lead, cancellationToken);
        var found = MappingSuggestions.For(
            header.Columns,
            new HeadingIndex(LeadFields.Cells.Columns, custom.Paths)
        );
        return new SuggestedMapping(
            found.ToDictionary(s => s.Column, s => s.Path),
            [.. found.Select(s => new SuggestedColumn(s.Column, s.Path, s.Confidence))],
            [.. header.Columns.Where(c => found.All(s => s.Column != c)).Distinct()],
            DefaultsOf(header.Columns, found),
            ValueMapOf(found)
        );
    }

    /// <summary>
    /// Every lead has a kind, which files of lead forms and market places lack; most of ours are farmers.
    /// </summary>
    private static Dictionary<string, string> DefaultsOf(
        IReadOnlyList<string> columns,
        IReadOnlyList<MappingSuggestion> found
    )
    {
        Dictionary<string, string> defaults = [];
        if (found.All(s => s.Path != "kind"))
            defaults["kind"] = "farmer";
        if (
            found.All(s => s.Path != "source.channel")
            && HeadingWords.ChannelOf(columns) is { } channel
        )
            defaults["source.channel"] = channel;
        return defaults;
    }

    private static Dictionary<string, IReadOnlyDictionary<string, string>> ValueMapOf(
        IReadOnlyList<MappingSuggestion> found
    )
    {
        Dictionary<string, IReadOnlyDictionary<string, string>> words = [];
        if (found.Any(s => s.Path == "source.channel"))
            words["source.channel"] = HeadingWords.Channels;
        return words;
    }

    private async Task<Verdict<Job>> QueueAsync(
        ImportUpload upload,
        ImportOptions options,
        (JobId Id, EncryptedFile File, UploadCheck Check) stored,
        Command command,
        CancellationToken cancellationToken
    )
    {
        stored.Check.Complete();
        var head = CsvHead.Read(stored.Check.Start, stored.Check.IsAll);
        if (head.IsRefused)
            return head.Refusal;
        var custom = await customFields.OfAsync(EntityKind.Lead, cancellationToken);
        var plan = PlanOf(options, head.Value.Columns, custom);
        if (plan.IsRefused)
            return plan.Refusal;
        var job = Job.Accept(stored.Id, JobKind.LeadImport, command) with
        {
            DryRun = upload.DryRun ? true : null,
        };
        var import = new LeadImport
        {
            Id = stored.Id,
            File = stored.File,
            FileName = PersonalTraces.Mask(Path.GetFileName(upload.FileName)),
            Options = options,
            DryRun = upload.DryRun,
            Columns = HeadingsOf(head.Value.Columns),
            Separator = head.Value.Separator.ToString(),
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
            .Insert(LeadImport.Collection, import);
        command.RecordAnswer(batch, job);
        var result = await store.CommitAsync(batch, cancellationToken);
        return result.IsCommitted
            ? job
            : Fault.Conflict("import.not_queued", "The same import was queued by another request.");
    }

    /// <summary>A file without headings begins with a record, whose cells are kept nowhere.</summary>
    private static IReadOnlyList<string> HeadingsOf(IReadOnlyList<string> columns) =>
        [.. columns.Select(c => PersonalTraces.Holds(c) ? "" : c)];

    /// <summary>How the rows of a file are read.</summary>
    internal static Verdict<ImportPlan> PlanOf(
        ImportOptions options,
        IReadOnlyList<string> columns,
        CustomFieldSet customFields
    ) => ImportPlan.Of(options, columns, path => LeadFields.Cells.IsPath(path, customFields));

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
}
