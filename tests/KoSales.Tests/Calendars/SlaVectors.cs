using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Calendars;
using NodaTime;

namespace KoSales.Tests.Calendars;

/// <summary>One row of vectors.json.</summary>
public sealed record SlaVector(
    string Name,
    CalendarDefinition Calendar,
    Instant From,
    int Minutes,
    IReadOnlyList<VectorPause> Pauses,
    Instant Due,
    Instant To,
    int BusinessMinutesFromTo
);

public sealed record VectorPause(Instant From, Instant To);

[JsonSerializable(typeof(IReadOnlyList<SlaVector>))]
internal sealed partial class SlaVectorJson : JsonSerializerContext;

public static class SlaVectors
{
    public static IReadOnlyList<SlaVector> All { get; } =
        JsonSerializer.Deserialize(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Calendars", "vectors.json")),
            new SlaVectorJson(DocumentJson.NewOptions()).IReadOnlyListSlaVector
        )!;
}
