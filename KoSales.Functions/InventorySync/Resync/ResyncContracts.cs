using System.ComponentModel;
using System.Text.Json.Serialization;

namespace KoSales.Functions.InventorySync.Resync;

/// <summary>In what customers differed from what the inventory system told.</summary>
public sealed record DriftView
{
    public required string JobId { get; init; }

    [Description("That differed, those that were missing included.")]
    public required long Customers { get; init; }

    [Description("That were missing.")]
    public required long Made { get; init; }

    [Description(
        "Path → how many customers differed in it; those that were missing are not among them."
    )]
    public required IReadOnlyDictionary<string, long> Fields { get; init; }
}

[JsonSerializable(typeof(DriftView))]
internal sealed partial class ResyncJson : JsonSerializerContext
{
    public static readonly ResyncJson Wire = new(DocumentJson.NewOptions());
}
