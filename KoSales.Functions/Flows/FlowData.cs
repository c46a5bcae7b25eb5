using System.Text.Json;
using System.Text.Json.Serialization;

namespace KoSales.Functions.Flows;

/// <summary>What <c>pipeline.blocked</c> says.</summary>
public sealed record FlowBlocked(string PipelineId, int Visit, string To);

[JsonSerializable(typeof(FlowBlocked))]
internal sealed partial class FlowDataJson : JsonSerializerContext;

internal static class FlowData
{
    private static readonly FlowDataJson Json = new(DocumentJson.NewOptions());

    public static FlowBlocked Read(JsonElement data) => data.Deserialize(Json.FlowBlocked)!;

    public static JsonElement Of(FlowBlocked data) =>
        JsonSerializer.SerializeToElement(data, Json.FlowBlocked);
}
