using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace KoSales.LocalHost.DurableTask.Management;

/// <summary>A request's text: null when there is none; not JSON when it cannot be read as such.</summary>
internal sealed record JsonBody(string? Text, bool IsJson)
{
    /// <summary>What the text says; null when there is none.</summary>
    internal object? Value => Text is null ? null : JsonSerializer.Deserialize<JsonElement>(Text);
}

/// <summary>What the webhook API reads and writes.</summary>
internal static class InstanceJson
{
    internal static JsonObject Of(OrchestrationMetadata instance, bool withInput) =>
        new()
        {
            ["name"] = instance.Name,
            ["instanceId"] = instance.InstanceId,
            ["runtimeStatus"] = instance.RuntimeStatus.ToString(),
            ["input"] = withInput ? Parse(instance.SerializedInput) : null,
            ["customStatus"] = Parse(instance.SerializedCustomStatus),
            ["output"] = Parse(instance.SerializedOutput),
            ["createdTime"] = Time(instance.CreatedAt),
            ["lastUpdatedTime"] = Time(instance.LastUpdatedAt),
        };

    internal static JsonObject Of(ManagementUris payload) =>
        new()
        {
            ["id"] = payload.Id,
            ["purgeHistoryDeleteUri"] = payload.PurgeHistoryDeleteUri,
            ["sendEventPostUri"] = payload.SendEventPostUri,
            ["statusQueryGetUri"] = payload.StatusQueryGetUri,
            ["terminatePostUri"] = payload.TerminatePostUri,
            ["suspendPostUri"] = payload.SuspendPostUri,
            ["resumePostUri"] = payload.ResumePostUri,
        };

    internal static async Task<JsonBody> ReadBodyAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var text = await reader.ReadToEndAsync(http.RequestAborted);
        if (string.IsNullOrWhiteSpace(text))
            return new JsonBody(null, true);
        try
        {
            using var json = JsonDocument.Parse(text);
            return new JsonBody(text, true);
        }
        catch (JsonException)
        {
            return new JsonBody(null, false);
        }
    }

    internal static Task WriteAsync(HttpContext http, JsonNode body)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(body.ToJsonString(), http.RequestAborted);
    }

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A failed instance's output is a sentence, not JSON.</summary>
    internal static JsonNode? Parse(string? text)
    {
        if (text is null)
            return null;
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
