using System.Text.Json.Serialization;
using KoSales.Domain.CustomFields;

namespace KoSales.Domain.Imports;

/// <summary>What an import does with a row whose key a record has: the phone of an open lead, or an external
/// reference.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OnDuplicate>))]
public enum OnDuplicate
{
    /// <summary>Leaves the record as it is; the row counts as skipped.</summary>
    [JsonStringEnumMemberName("skip")]
    Skip,

    /// <summary>Adds to the record what it lacks.</summary>
    [JsonStringEnumMemberName("merge")]
    Merge,

    /// <summary>The row is an error.</summary>
    [JsonStringEnumMemberName("fail")]
    Fail,
}

/// <summary>How the columns of a file become records.</summary>
public sealed record ImportOptions
{
    /// <summary>In <see cref="ValueMap"/>: any value that has no entry of its own. Not for empty
    /// cells.</summary>
    public const string AnyOther = "*";

    /// <summary>Column heading → dotted path of a field.</summary>
    public required IReadOnlyDictionary<string, string> Mapping { get; init; }

    /// <summary>Dotted path → the cell to take where the row has none.</summary>
    public IReadOnlyDictionary<string, string> Defaults
    {
        get;
        init => field = value ?? new Dictionary<string, string>();
    } = new Dictionary<string, string>();

    public OnDuplicate OnDuplicate { get; init; }

    /// <summary>In which order the file writes days; null in imports of earlier releases: year first.</summary>
    public DateOrder? DateFormat { get; init; }

    public bool StartPipeline { get; init; } = true;

    /// <summary>The workflow that the records start on; null for the one that the rules or the default
    /// say.</summary>
    public string? WorkflowId { get; init; }

    /// <summary>Dotted path → cell → the cell to take instead; see <see cref="AnyOther"/>. An entry for the
    /// empty text is for empty cells.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> ValueMap
    {
        get;
        init => field = value ?? new Dictionary<string, IReadOnlyDictionary<string, string>>();
    } = new Dictionary<string, IReadOnlyDictionary<string, string>>();
}
