using System.Globalization;
using KoSales.Domain.CustomFields;
using KoSales.Domain.Fields;
using KoSales.Domain.Imports;
using KoSales.Domain.Jobs;
using KoSales.Domain.Leads;
using KoSales.Functions.Imports.Reading;
using KoSales.Functions.Imports.Running;
using KoSales.Functions.Leads.Bulk;
using KoSales.Functions.Leads.Intake;

namespace KoSales.Functions.Imports.Kinds;

/// <summary>Leads in files: with personal data, and told apart by phone and reference.</summary>
public sealed class LeadImports(
    IDocumentStore store,
    ImportPlacements placements,
    ImportStages stages,
    IBulkLeadIntake intake,
    ILeadStart start
) : IImportKind
{
    public EntityKind Kind => EntityKind.Lead;

    public JobKind Job => JobKind.LeadImport;

    public IReadOnlyList<MappableColumn> Columns => LeadFields.Cells.Columns;

    public bool IsPath(string path, CustomFieldSet customFields) =>
        LeadFields.Cells.IsPath(path, customFields);

    public ValueTask<Fault?> WorkflowFaultAsync(
        string? workflowId,
        CancellationToken cancellationToken
    ) => start.FaultAsync(workflowId, cancellationToken);

    /// <summary>Every lead has a kind, which files of lead forms and market places lack; most of ours are
    /// farmers.</summary>
    public UsualValues UsualFor(
        IReadOnlyList<string> columns,
        IReadOnlyList<MappingSuggestion> suggestions
    )
    {
        Dictionary<string, string> defaults = [];
        Dictionary<string, IReadOnlyDictionary<string, string>> words = [];
        if (suggestions.All(s => s.Path != "kind"))
            defaults["kind"] = "farmer";
        if (suggestions.Any(s => s.Path == "source.channel"))
            words["source.channel"] = HeadingWords.Channels;
        else if (HeadingWords.ChannelOf(columns) is { } channel)
            defaults["source.channel"] = channel;
        return new UsualValues(defaults, words);
    }

    public async Task ImportAsync(
        ImportWork work,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var parser = new LeadDraftParser(work.CustomFields);
        var rows = ImportRows<LeadDraft>.Parse(work, parser.Parse);
        await placements.PlaceAsync(rows, work.Plan, "lead", command, cancellationToken);
        await stages.EnterAsync(
            rows,
            work.Plan,
            work.Import.Options.WorkflowId,
            command,
            cancellationToken
        );
        await CreateAsync(work, rows, command, cancellationToken);
    }

    /// <summary>Makes the leads together with the record of what came of the rows.</summary>
    private async Task CreateAsync(
        ImportWork work,
        ImportRows<LeadDraft> rows,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var import = work.Import;
        void Record(WriteBatch batch, IReadOnlyList<BulkOutcome> outcomes) =>
            ImportLedger.Record(batch, work, rows, outcomes, command.Now);
        var isRecordOnly = rows.Drafts.Count == 0 || import.DryRun;
        var options = OptionsOf(import);
        var outcomes = await intake.CreateManyAsync(
            Drafts(rows, import),
            isRecordOnly ? options with { DryRun = true } : options with { Record = Record },
            command,
            cancellationToken
        );
        if (!isRecordOnly)
            return;
        var batch = new WriteBatch();
        Record(batch, outcomes);
        await store.CommitAsync(batch, cancellationToken);
    }

    // Only merging needs to know again which lead a row has made: otherwise leads and record are one
    // transaction.
    private static LeadDraft[] Drafts(ImportRows<LeadDraft> rows, FileImport import) =>
        import.Options.OnDuplicate == OnDuplicate.Merge
            ? [.. rows.Drafts.Select(r => r.Draft with { Origin = OriginOf(import, r.Number) })]
            : [.. rows.Drafts.Select(r => r.Draft)];

    private static string OriginOf(FileImport import, long row) =>
        string.Create(CultureInfo.InvariantCulture, $"{import.Id.Value}:{row}");

    private static BulkOptions OptionsOf(FileImport import) =>
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
}
