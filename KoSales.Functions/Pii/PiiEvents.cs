using System.Text.Json.Serialization;
using KoSales.Domain.Pii;

namespace KoSales.Functions.Pii;

/// <summary>Data of <c>pii.erased</c> and <c>consent.withdrawn</c>.</summary>
/// <param name="Purpose">Of a consent; null otherwise.</param>
/// <param name="Channel">Of a consent; null otherwise.</param>
public sealed record PiiEventData(
    PiiId PiiId,
    string? Purpose = null,
    ConsentChannel? Channel = null
);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(PiiEventData))]
internal sealed partial class PiiEventJson : JsonSerializerContext;
