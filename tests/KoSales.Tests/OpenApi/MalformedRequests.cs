using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace KoSales.Tests.OpenApi;

/// <summary>Makes requests out of the OpenAPI document that are wrong in one way or another. The same seed
/// makes the same requests.</summary>
public sealed class MalformedRequests(OpenApiDocument document, int seed)
{
    private static readonly string[] BadTexts =
    [
        "",
        " ",
        "'",
        "\"",
        "../../etc/passwd",
        "%00",
        "$where",
        "{\"$gt\":1}",
        "K0-999999999999999999999",
        "-1",
        "1e400",
        "NaN",
        "true",
        "null",
        "😀",
        "a,b,,",
        "[gte]",
        "\u202e",
        new('x', 3000),
    ];

    private static readonly string[] BadBodies =
    [
        "",
        "null",
        "[]",
        "{",
        "0",
        "\"x\"",
        "{\"a\":1,\"a\":2}",
        "{\"__proto__\":{}}",
        "{\"$set\":{\"x\":1}}",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
        "{\"a\":1e400}",
        "{\"a\":\"\\ud800\"}",
    ];

    private readonly Random _random = new(seed);

    public IEnumerable<HttpRequestMessage> Make(Uri address, int count)
    {
        var operations = document
            .Paths.SelectMany(p =>
                p.Value.Operations!.Select(o => (Path: p.Key, Method: o.Key, Operation: o.Value))
            )
            .ToArray();
        for (var i = 0; i < count; i++)
        {
            var (path, method, operation) = operations[i % operations.Length];
            var request = new HttpRequestMessage(
                method,
                new Uri(address, PathOf(path) + QueryOf(operation))
            );
            if (operation.RequestBody is { Content: { } content })
                request.Content = BodyOf(content.First());
            if (_random.Next(3) == 0)
                request.Headers.TryAddWithoutValidation(
                    "If-Match",
                    One(["*", "x", "\"a-1\"", "W/\"a\"", "\"", new string('"', 500)])
                );
            if (method == HttpMethod.Post && _random.Next(4) == 0)
                request.Headers.TryAddWithoutValidation(
                    "Idempotency-Key",
                    One(["k", new string('k', 300), $"{i}"])
                );
            yield return request;
        }
    }

    private string PathOf(string template) =>
        string.Join(
            '/',
            template
                .TrimStart('/')
                .Split('/')
                .Select(s => s.StartsWith('{') ? Uri.EscapeDataString(BadText()) + "x" : s)
        );

    private string QueryOf(OpenApiOperation operation)
    {
        string[] known =
        [
            .. (operation.Parameters ?? [])
                .Where(p => p.In == ParameterLocation.Query)
                .Select(p => p.Name!),
            "limit",
            "nope",
        ];
        if (_random.Next(3) == 0)
            return "";
        var pairs = Enumerable
            .Range(0, _random.Next(1, 4))
            .Select(_ =>
                $"{One(known)}{One(["", "", "[gte]", "[in]", "[$ne]", "[exists]", "[", "[]"])}={Uri.EscapeDataString(BadText())}"
            );
        return "?" + string.Join('&', pairs);
    }

    private StringContent BodyOf(KeyValuePair<string, IOpenApiMediaType> content)
    {
        var text =
            _random.Next(3) == 0
                ? One(BadBodies)
                : Value(content.Value.Schema, 0)?.ToJsonString() ?? "null";
        var media = _random.Next(10) == 0 ? "text/plain" : content.Key;
        return new StringContent(text, Encoding.UTF8, media);
    }

    // Of the right shape now and then, with wrong parts sprinkled in.
    private JsonNode? Value(IOpenApiSchema? schema, int depth)
    {
        if (schema is null || depth > 4 || _random.Next(6) == 0)
            return Wrong();
        if ((schema.AnyOf ?? schema.OneOf) is { Count: > 0 } forms)
            return Value(forms[_random.Next(forms.Count)], depth);
        if (schema.Enum is { Count: > 0 } choices && _random.Next(2) == 0)
            return choices[_random.Next(choices.Count)].DeepClone();
        return (schema.Type & ~JsonSchemaType.Null) switch
        {
            JsonSchemaType.Object => Object(schema, depth),
            JsonSchemaType.Array => new JsonArray([
                .. Enumerable.Range(0, _random.Next(3)).Select(_ => Value(schema.Items, depth + 1)),
            ]),
            JsonSchemaType.Integer => _random.Next(-5, 500),
            JsonSchemaType.Number => _random.NextDouble() * 1000,
            JsonSchemaType.Boolean => _random.Next(2) == 0,
            _ => BadText(),
        };
    }

    private JsonObject Object(IOpenApiSchema schema, int depth)
    {
        var node = new JsonObject();
        foreach (
            var (name, member) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>()
        )
        {
            if (_random.Next(3) > 0)
                node[name] = Value(member, depth + 1);
        }
        if (_random.Next(4) == 0)
            node[One(["owner_id", "version", "_id", "$set", "roles", "__proto__"])] = Wrong();
        return node;
    }

    private JsonNode? Wrong() =>
        _random.Next(6) switch
        {
            0 => null,
            1 => JsonValue.Create(double.MaxValue),
            2 => new JsonArray(1, "x", null),
            3 => new JsonObject { ["$gt"] = "" },
            4 => _random.Next(int.MinValue, int.MaxValue).ToString(CultureInfo.InvariantCulture),
            _ => BadText(),
        };

    private string BadText() => One(BadTexts);

    private string One(string[] choices) => choices[_random.Next(choices.Length)];
}
