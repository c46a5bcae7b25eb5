using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Signals;
using NodaTime;

namespace KoSales.Functions.Signals;

/// <summary>A signal on the wire.</summary>
public sealed record SignalView
{
    public required SignalId Id { get; init; }

    public required int Version { get; init; }

    [Description(
        "The key of the source by which it came; api, leads, cohort and documents are the application's own."
    )]
    public required string Source { get; init; }

    public required SignalKind Kind { get; init; }

    [Description("Unique per source.")]
    public required string DedupeKey { get; init; }

    public required Instant ReceivedAt { get; init; }

    public required Instant OccurredAt { get; init; }

    [Description("As it came; names, numbers and addresses in it are masked.")]
    public IReadOnlyDictionary<string, JsonElement>? Payload { get; init; }

    [Description("What the person wrote, numbers and addresses in it masked.")]
    public string? Message { get; init; }

    public required SignalStatus Status { get; init; }

    [Description("What it is about; absent for an ignored and a failed one.")]
    public EntityRef? EntityRef { get; init; }

    public required IReadOnlyList<SignalEffect> Effects { get; init; }

    [Description("Fields of the payload that were left out since they could not be read.")]
    public IReadOnlyList<SignalFault>? Left { get; init; }

    [Description("Why it failed or is ignored.")]
    public SignalFault? Error { get; init; }

    [Description("How often it was looked at.")]
    public required int Attempts { get; init; }

    [Description("When the personal data that it was about were erased, its payload among them.")]
    public Instant? ErasedAt { get; init; }

    public required Instant CreatedAt { get; init; }

    public required Instant UpdatedAt { get; init; }

    public required string CreatedBy { get; init; }
}

/// <summary>What the events of signals say.</summary>
public sealed record SignalFacts
{
    public required string SignalId { get; init; }

    public required string Source { get; init; }

    public required SignalKind Kind { get; init; }

    public required SignalStatus Status { get; init; }

    public static SignalFacts Read(JsonElement data) =>
        data.Deserialize(SignalFactsJson.Wire.SignalFacts)!;

    public static JsonElement Of(Signal signal) =>
        JsonSerializer.SerializeToElement(
            new SignalFacts
            {
                SignalId = signal.Key,
                Source = signal.Source,
                Kind = signal.Kind,
                Status = signal.Status,
            },
            SignalFactsJson.Wire.SignalFacts
        );
}

[JsonSerializable(typeof(SignalFacts))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class SignalFactsJson : JsonSerializerContext
{
    public static readonly SignalFactsJson Wire = new(DocumentJson.NewOptions());
}

[JsonSerializable(typeof(SignalView))]
internal sealed partial class SignalContractsJson : JsonSerializerContext;
