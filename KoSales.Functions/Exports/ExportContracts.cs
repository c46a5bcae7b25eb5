using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Exports;

namespace KoSales.Functions.Exports;

/// <summary>What to export; the query parameters of the list of the records narrow it further.</summary>
public sealed record ExportRecords
{
    [Description("A filter in JSON form; absent for all that you can see.")]
    [KeptInTheClear]
    public JsonElement? Filter { get; init; }

    [Description("Only the members of this cohort; the filter narrows them further.")]
    [StringLength(40, MinimumLength = 1)]
    public string? CohortId { get; init; }

    [Description(
        "Members of a record, or dotted paths such as address.district or custom.country; absent for the usual ones."
    )]
    [MinLength(1), MaxLength(200)]
    public IReadOnlyList<string>? Fields { get; init; }

    [Description("csv when absent.")]
    [Decides("bom")]
    public ExportFormat? Format { get; init; }

    [Description(
        "Whether a CSV file begins with a byte order mark, by which Excel knows that it is UTF-8; true when absent."
    )]
    public bool? Bom { get; init; }
}

[JsonSerializable(typeof(ExportRecords))]
internal sealed partial class ExportContractsJson : JsonSerializerContext;
