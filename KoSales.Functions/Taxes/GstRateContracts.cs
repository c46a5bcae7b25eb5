using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KoSales.Domain.Taxes;
using NodaTime;

namespace KoSales.Functions.Taxes;

public sealed record AddGstRate
{
    [Description("The first 2, 4, 6 or 8 digits of the codes of the goods.")]
    [RegularExpression(@"\d{2}(\d{2}){0,3}")]
    public required string Hsn { get; init; }

    [Description("In percent: the integrated tax, or central and state tax together.")]
    [RegularExpression(@"\d{1,3}(\.\d{1,2})?")]
    public required string Rate { get; init; }

    [Description("The first day.")]
    public required LocalDate ValidFrom { get; init; }

    [Description("The last day; absent while it is in force.")]
    public LocalDate? ValidTo { get; init; }

    [Description("The notification that says so.")]
    [StringLength(500, MinimumLength = 1)]
    [KeptInTheClear]
    public required string Source { get; init; }

    [Description("Which goods of the code it is for.")]
    [StringLength(1_000)]
    [KeptInTheClear]
    public string? Note { get; init; }
}

public sealed record EndGstRate
{
    [Description("The last day on which it is in force.")]
    public required LocalDate ValidTo { get; init; }
}

/// <summary>A rate on the wire.</summary>
public sealed record GstRateView
{
    [Description("The code and the first day.")]
    public required string Id { get; init; }

    public required int Version { get; init; }

    public required string Hsn { get; init; }

    [Description("In percent, as decimal text.")]
    public required string Rate { get; init; }

    public required LocalDate ValidFrom { get; init; }

    public LocalDate? ValidTo { get; init; }

    public required string Source { get; init; }

    public string? Note { get; init; }

    public required Instant CreatedAt { get; init; }

    public required Instant UpdatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required string UpdatedBy { get; init; }
}

[JsonSerializable(typeof(AddGstRate))]
[JsonSerializable(typeof(EndGstRate))]
[JsonSerializable(typeof(GstRateView))]
internal sealed partial class GstRateContractsJson : JsonSerializerContext;

internal static class GstRateLists
{
    public static readonly ListSpec<GstRateView> Rates = new()
    {
        Name = "gst-rates",
        Noun = "gst_rate",
        Collection = GstRates.Collection,
        Fields = new Dictionary<string, FieldType>
        {
            ["id"] = FieldType.Text,
            ["hsn"] = FieldType.Text,
            ["valid_from"] = FieldType.Date,
            ["valid_to"] = FieldType.Date,
            ["created_at"] = FieldType.Instant,
            ["updated_at"] = FieldType.Instant,
        },
        Sorts = new Dictionary<string, FieldType>
        {
            ["created_at"] = FieldType.Instant,
            ["valid_from"] = FieldType.Date,
        },
        Scope = _ => Filter.Everything,
    };
}

internal static class GstRateExamples
{
    private static readonly GstRateView Fertiliser = new()
    {
        Id = ExampleNames.GstRate,
        Version = 1,
        Hsn = "3105",
        Rate = "5",
        ValidFrom = GstSlabs.Reform,
        Source = "Notification 9/2025-Central Tax (Rate), 17 September 2025",
        Note = "Fertilisers; goods clearly not to be used as fertilisers are 18 %.",
        CreatedAt = ExampleNames.Start,
        UpdatedAt = ExampleNames.Start,
        CreatedBy = "system",
        UpdatedBy = "system",
    };

    public static readonly ContractExample[] All =
    [
        ContractExample.Of(Fertiliser),
        ContractExample.Of(
            new AddGstRate
            {
                Hsn = "310590",
                Rate = "5",
                ValidFrom = new LocalDate(2026, 12, 1),
                Source = "Notification 9/2025-Central Tax (Rate), 17 September 2025",
            }
        ),
        ContractExample.Of(new EndGstRate { ValidTo = new LocalDate(2026, 11, 30) }),
    ];
}
