using System.Text.Json.Nodes;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.OpenApi;

/// <summary>The OpenAPI document as it is served.</summary>
internal sealed class ServedDocument(JsonObject root)
{
    public static async Task<ServedDocument> ReadAsync(AppClient client) =>
        new(JsonNode.Parse((await client.GetAsync("openapi.json")).Text)!.AsObject());

    public JsonObject Root => root;

    public IEnumerable<ServedOperation> Operations =>
        from path in root["paths"]!.AsObject()
        from method in path.Value!.AsObject()
        select new ServedOperation(
            path.Key,
            method.Key.ToUpperInvariant(),
            method.Value!.AsObject()
        );

    /// <summary>The object itself, or what it refers to.</summary>
    public JsonObject Resolved(JsonNode node)
    {
        var found = node.AsObject();
        while (found["$ref"] is { } reference)
        {
            JsonNode? at = root;
            foreach (var part in reference.GetValue<string>()[2..].Split('/'))
                at = at![part.Replace("~1", "/", StringComparison.Ordinal)];
            found = at!.AsObject();
        }
        return found;
    }

    /// <summary>Values of all examples of a media type or parameter.</summary>
    public IEnumerable<JsonNode?> ExamplesOf(JsonObject described)
    {
        if (described.TryGetPropertyValue("example", out var one))
            yield return one;
        foreach (var named in described["examples"]?.AsObject() ?? [])
            yield return Resolved(named.Value!)["value"];
    }
}

internal sealed record ServedOperation(string Path, string Method, JsonObject Json)
{
    public string Id => Json["operationId"]!.GetValue<string>();

    public IEnumerable<JsonObject> Parameters =>
        (Json["parameters"]?.AsArray() ?? []).Select(p => p!.AsObject());

    /// <summary>Media type → its description; empty without a body.</summary>
    public IEnumerable<KeyValuePair<string, JsonObject>> Bodies =>
        Contents(Json["requestBody"]?.AsObject());

    public IEnumerable<KeyValuePair<string, JsonNode>> Responses =>
        Json["responses"]!
            .AsObject()
            .Select(r => new KeyValuePair<string, JsonNode>(r.Key, r.Value!));

    /// <summary>The contents of all successes.</summary>
    public IEnumerable<JsonObject> Answers =>
        Responses
            .Where(r => r.Key[0] == '2')
            .SelectMany(r => Contents(r.Value.AsObject()))
            .Select(c => c.Value);

    /// <summary>With the examples of the path's parameters, relative to the API's address.</summary>
    public string ExamplePath =>
        Parameters
            .Where(p => p["in"]!.GetValue<string>() == "path")
            .Aggregate(
                Path,
                (path, p) =>
                    path.Replace(
                        $"{{{p["name"]}}}",
                        Uri.EscapeDataString(p["example"]!.ToString()),
                        StringComparison.Ordinal
                    )
            )
            .TrimStart('/');

    private static IEnumerable<KeyValuePair<string, JsonObject>> Contents(JsonObject? described) =>
        (described?["content"]?.AsObject() ?? []).Select(c => new KeyValuePair<string, JsonObject>(
            c.Key,
            c.Value!.AsObject()
        ));
}
