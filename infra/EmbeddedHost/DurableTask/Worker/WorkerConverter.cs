using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Options;

namespace KoSales.EmbeddedHost.DurableTask.Worker;

/// <summary>
/// Payloads in the worker's own JSON: what the app configured, and reflection for the types that its source-generated contracts do not
/// know.
/// </summary>
internal sealed class WorkerConverter(IOptions<JsonSerializerOptions> options) : JsonDataConverter(Complete(options.Value))
{
    private static JsonSerializerOptions Complete(JsonSerializerOptions configured)
    {
        var reflection = new DefaultJsonTypeInfoResolver();
        return new JsonSerializerOptions(configured)
        {
            TypeInfoResolver = configured.TypeInfoResolver is { } own ? JsonTypeInfoResolver.Combine(own, reflection) : reflection,
        };
    }
}
