using CsvHelper;
using KoSales.Domain.CustomFields;
using KoSales.Domain.Imports;
using KoSales.Domain.Jobs;
using KoSales.Functions.Imports.Kinds;

namespace KoSales.Functions.Imports.Reading;

/// <summary>What became of the rows of one chunk while they were read.</summary>
internal abstract class ImportRows
{
    private const int FaultsPerRow = 10;

    private readonly List<RowFault> _faults = [];

    public IReadOnlyList<RowFault> Faults => _faults;

    public int Failed { get; private set; }

    /// <summary>The row of the draft at that place.</summary>
    public abstract long NumberOf(int draft);

    protected void Fail(long number, IEnumerable<RowFault> faults)
    {
        Failed++;
        _faults.AddRange(faults.Take(FaultsPerRow));
    }
}

/// <summary>A row that parsed.</summary>
internal readonly record struct ImportRow<TDraft>(long Number, TDraft Draft);

/// <summary>The rows of one chunk: drafts of those that parsed, faults of the others.</summary>
internal sealed class ImportRows<TDraft> : ImportRows
{
    private readonly List<ImportRow<TDraft>> _drafts = [];

    private ImportRows() { }

    public IReadOnlyList<ImportRow<TDraft>> Drafts => _drafts;

    public override long NumberOf(int draft) => _drafts[draft].Number;

    /// <param name="parse">Cells by dotted path → a draft, or every fault of the row.</param>
    public static ImportRows<TDraft> Parse(
        ImportWork work,
        Func<IEnumerable<KeyValuePair<string, string>>, CellStyle, Verdict<TDraft>> parse
    )
    {
        var (import, plan) = (work.Import, work.Plan);
        var rows = new ImportRows<TDraft>();
        var style = StyleOf(import);
        List<long> blank = [];
        CsvMalformedReason? malformed = null;
        var format = CsvFormat.Records(
            import.Separator[0],
            record => malformed = Worse(malformed, record.Reason)
        );
        using var reader = CsvReader.Create(work.Records, format);
        while (reader.Read())
        {
            var number = work.Chunk.FirstRow + reader.RowNumber - 1;
            if (CsvScan.IsBlank(reader))
                blank.Add(number);
            else if (ShapeFault(reader, import.Columns.Count, malformed) is { } misshapen)
                rows.Fail(number, misshapen);
            else
                rows.Take(number, parse(plan.Read(reader.GetString), style), plan);
            malformed = null;
        }

        // Chunks of earlier releases counted blank rows too.
        var uncounted = work.Chunk.Rows - rows.Failed - rows._drafts.Count;
        foreach (var number in blank.Take(uncounted))
            rows.Fail(number, BlankRow);
        return rows;
    }

    private static CellStyle StyleOf(FileImport import) =>
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

    /// <summary>The draft at that place, with what was found out about it.</summary>
    public void Change(int at, TDraft draft) => _drafts[at] = _drafts[at] with { Draft = draft };

    private void Take(long number, Verdict<TDraft> draft, ImportPlan plan)
    {
        if (draft.IsRefused)
            Fail(number, draft.Faults, plan);
        else
            _drafts.Add(new ImportRow<TDraft>(number, draft.Value));
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
