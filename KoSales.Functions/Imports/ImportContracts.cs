using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KoSales.Domain.CustomFields;
using KoSales.Domain.Imports;

namespace KoSales.Functions.Imports;

/// <summary>The options of an import, in the X-Import-Options header or the options parameter.</summary>
public sealed record LeadImportOptions
{
    [Description("Column heading → field of a lead, such as source.channel or custom.country.")]
    [KeptInTheClear]
    public required IReadOnlyDictionary<string, string> Mapping { get; init; }

    [Description("Field → what to take where the row has nothing.")]
    [KeptInTheClear]
    public IReadOnlyDictionary<string, string>? Defaults { get; init; }

    [Description(
        "What becomes of rows whose phone or reference a lead has already; skip when absent."
    )]
    public OnDuplicate? OnDuplicate { get; init; }

    public bool? StartPipeline { get; init; }

    [Description("In which order the file writes days: ymd (when absent), dmy or mdy.")]
    public DateOrder? DateFormat { get; init; }

    [Description(
        "The published pipeline workflow that the leads start on; left out: the one whose starts_when a lead matches, else the default."
    )]
    [StringLength(40, MinimumLength = 1)]
    public string? WorkflowId { get; init; }

    [Description("Field → the file's word → ours; * stands for every other word.")]
    [KeptInTheClear]
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>? ValueMap { get; init; }

    public ImportOptions ToOptions()
    {
        var given = new ImportOptions { Mapping = Mapping };
        return given with
        {
            Defaults = Defaults ?? given.Defaults,
            OnDuplicate = OnDuplicate ?? given.OnDuplicate,
            StartPipeline = StartPipeline ?? given.StartPipeline,
            DateFormat = DateFormat,
            WorkflowId = WorkflowId,
            ValueMap = ValueMap ?? given.ValueMap,
        };
    }
}

/// <summary>The header of a file that is to be imported.</summary>
public sealed record SuggestMapping
{
    [MinLength(1), MaxLength(CsvHead.MaxColumns)]
    public required IReadOnlyList<string> Columns { get; init; }
}

/// <param name="Confidence">0 to 1; 1 for a name that is known.</param>
public sealed record SuggestedColumn(string Column, string Field, decimal Confidence);

/// <param name="Mapping">As the options of an import take it.</param>
/// <param name="Columns">Why, best first.</param>
/// <param name="Unmapped">Columns that no field was found for.</param>
/// <param name="Defaults">What every lead needs and no column gives, as the options of an import take
/// it.</param>
/// <param name="ValueMap">So that words of the file that we have none for do not refuse its rows, as the
/// options of an import take it.</param>
public sealed record SuggestedMapping(
    IReadOnlyDictionary<string, string> Mapping,
    IReadOnlyList<SuggestedColumn> Columns,
    IReadOnlyList<string> Unmapped,
    IReadOnlyDictionary<string, string> Defaults,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> ValueMap
);

[JsonSerializable(typeof(LeadImportOptions))]
[JsonSerializable(typeof(SuggestMapping))]
[JsonSerializable(typeof(SuggestedMapping))]
internal sealed partial class ImportContractsJson : JsonSerializerContext;
