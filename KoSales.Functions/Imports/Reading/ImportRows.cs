using CsvHelper;
using KoSales.Domain.Assignment;
using KoSales.Domain.CustomFields;
using KoSales.Domain.Imports;
using KoSales.Domain.Jobs;
using KoSales.Domain.Leads;

namespace KoSales.Functions.Imports.Reading;

/// <summary>A row that parsed.</summary>
internal readonly record struct ImportRow(long Number, LeadDraft Draft);

/// <summary>The rows of one chunk: drafts of those that parsed, faults of the others.</summary>
internal sealed class ImportRows
{
    private const int FaultsPerRow = 10;

    private readonly List<ImportRow> _drafts = [];
    private readonly List<RowFault> _faults = [];

    private ImportRows() { }

    public IReadOnlyList<ImportRow> Drafts => _drafts;

    public IReadOnlyList<RowFault> Faults => _faults;

    public int Failed { get; private set; }

    /// <param name="firstRow">Number of the first record.</param>
    /// <param name="counted">How many rows the scan counted; chunks of earlier releases counted blank ones
    /// too.</param>
    public static ImportRows Parse(
        ReadOnlyMemory<byte> records,
        LeadImport import,
        ImportPlan plan,
        LeadDraftParser parser,
        long firstRow,
        int counted
    )
    {
        var rows = new ImportRows();
        var style = StyleOf(import);
        List<long> blank = [];
        CsvMalformedReason? malformed = null;
        var format = CsvFormat.Records(
            import.Separator[0],
            record => malformed = Worse(malformed, record.Reason)
        );
        using var reader = CsvReader.Create(records, format);
        while (reader.Read())
        {
            var number = firstRow + reader.RowNumber - 1;
            if (CsvScan.IsBlank(reader))
                blank.Add(number);
            else if (ShapeFault(reader, import.Columns.Count, malformed) is { } misshapen)
                rows.Fail(number, misshapen);
            else
                rows.Take(number, parser.Parse(plan.Read(reader.GetString), style), plan);
            malformed = null;
        }

        foreach (var number in blank.Take(counted - rows.Failed - rows._drafts.Count))
            rows.Fail(number, BlankRow);
        return rows;
    }

    private static CellStyle StyleOf(LeadImport import) =>
        new(Cells.MarksOf(import.Separator[0]), import.Options.DateFormat ?? DateOrder.YearFirst);

    private static readonly Misshapen BlankRow = new(
        "import.blank_row",
        "The row has no text in any cell."
    );

    /// <summary>Counts a row that parsed as failed after all.</summary>
    public void Fail(long number, IEnumerable<Fault> faults, ImportPlan plan) =>
        Fail(
            number,
            faults.Select(f => new RowFault(number, plan.ColumnAt(f.Pointer), f.Code, f.Detail))
        );

    /// <summary>The draft at that place is a failed row after all.</summary>
    public void FailDraft(int at, IReadOnlyList<Fault> faults, ImportPlan plan)
    {
        var number = _drafts[at].Number;
        _drafts.RemoveAt(at);
        Fail(number, faults, plan);
    }

    /// <summary>Who gets the lead of the draft at that place.</summary>
    public void Place(int at, Holder holder) =>
        _drafts[at] = _drafts[at] with { Draft = _drafts[at].Draft with { Holder = holder } };

    /// <summary>At which stage the lead of the draft at that place starts.</summary>
    public void Enter(int at, LeadEntry entry) =>
        _drafts[at] = _drafts[at] with { Draft = _drafts[at].Draft with { Entry = entry } };

    private void Take(long number, Verdict<LeadDraft> draft, ImportPlan plan)
    {
        if (draft.IsRefused)
            Fail(number, draft.Faults, plan);
        else
            _drafts.Add(new ImportRow(number, draft.Value));
    }

    private void Fail(long number, IEnumerable<RowFault> faults)
    {
        Failed++;
        _faults.AddRange(faults.Take(FaultsPerRow));
    }

    private void Fail(long number, Misshapen found) =>
        Fail(number, [new RowFault(number, null, found.Code, found.Detail)]);

    private static Misshapen? ShapeFault(
        CsvReader reader,
        int columns,
        CsvMalformedReason? malformed
    ) =>
        malformed switch
        {
            CsvMalformedReason.UnterminatedQuote => new(
                "import.open_quote",
                "A quoted cell is never closed, so that everything after it belongs to it."
            ),
            CsvMalformedReason.TextAfterClosingQuote => new(
                "import.text_after_quote",
                "There is text between a closing quote and the next separator."
            ),
            _ when reader.FieldCount != columns => new(
                "import.ragged_row",
                $"The row has {reader.FieldCount} cells, the header {columns}."
            ),
            _ => null,
        };

    // A quote inside an unquoted cell (12" pipe) is taken as it stands.
    private static CsvMalformedReason? Worse(
        CsvMalformedReason? known,
        CsvMalformedReason reason
    ) =>
        reason is CsvMalformedReason.UnterminatedQuote or CsvMalformedReason.TextAfterClosingQuote
            ? reason
            : known;

    /// <summary>Why a row is not read at all.</summary>
    private sealed record Misshapen(string Code, string Detail);
}
