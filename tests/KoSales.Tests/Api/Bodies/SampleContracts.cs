using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Functions.Api.Bodies;
using KoSales.Functions.Api.Bodies.Schemas;
using NodaTime;

namespace KoSales.Tests.Api.Bodies;

[JsonConverter(typeof(JsonStringEnumConverter<SampleKind>))]
public enum SampleKind
{
    [JsonStringEnumMemberName("farmer")]
    Farmer,

    [JsonStringEnumMemberName("big_dealer")]
    BigDealer,
}

public sealed record CreateSample
{
    [StringLength(20, MinimumLength = 1)]
    public required string Name { get; init; }

    public SampleKind? Kind { get; init; }

    [Range(0, 100)]
    public int? Score { get; init; }

    [
        JsonNumberHandling(
            JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString
        ),
        Range(0, 1000)
    ]
    public decimal? Price { get; init; }

    public decimal? Weight { get; init; }

    public Instant? At { get; init; }

    public LocalDate? On { get; init; }

    public SampleAddress? Address { get; init; }

    [MaxLength(3)]
    public IReadOnlyList<string>? Tags { get; init; }

    public IReadOnlyList<SampleAddress>? Places { get; init; }

    public IReadOnlyDictionary<string, JsonElement>? Custom { get; init; }

    public SampleId? Parent { get; init; }

    [Decides("tags")]
    public bool Hot { get; init; }

    public CreateSample? Inner { get; init; }
}

public sealed record SampleAddress(
    [property: RegularExpression("[1-9][0-9]{5}")] string Pincode,
    string? Village = null
);

[JsonConverter(typeof(EntityIdConverter<SampleId>))]
public readonly record struct SampleId(string Value) : IEntityId<SampleId>
{
    public static IdFormat Format { get; } = new("samples", "S-");

    public static SampleId Of(string value) => new(value);
}

[JsonSerializable(typeof(CreateSample))]
internal sealed partial class SampleContractsJson : JsonSerializerContext;

internal static class SampleContracts
{
    public static readonly Contracts All = new([
        SampleContractsJson.Default,
        KoSales.Functions.Api.Batching.BatchJson.Default,
    ]);

    public static readonly BodyReader Bodies = new(All);
}
