using System.Text.Json.Serialization;

namespace KoSales.Functions.Api.Json;

/// <summary>JSON of the mechanisms' own records.</summary>
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(RehearsalView))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    public static ApiJson Wire { get; } = new(DocumentJson.NewOptions());
}
