using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NodaTime.Text;

namespace KoSales.Tests.OpenApi;

/// <summary>Checks values against the document's schemas: as much of JSON Schema as the document
/// uses.</summary>
internal sealed class SchemaCheck(ServedDocument document)
{
    /// <summary>Where and why the value does not fit; empty when it does.</summary>
    public IReadOnlyList<string> Faults(JsonNode? value, JsonNode described, string at = "")
    {
        var schema = document.Resolved(described);
        if (schema["anyOf"] is JsonArray any)
            return any.Any(s => Faults(value, s!, at).Count == 0) ? [] : [$"{at}: none of anyOf"];
        if (schema["oneOf"] is JsonArray one)
        {
            var fitting = one.Count(s => Faults(value, s!, at).Count == 0);
            return fitting == 1 ? [] : [$"{at}: {fitting} of oneOf"];
        }
        if (!IsOfType(value, schema["type"]))
            return
            [
                $"{at}: {value?.ToJsonString() ?? "null"} is no {schema["type"]?.ToJsonString()}",
            ];
        if (schema["enum"] is JsonArray choices && !choices.Any(c => JsonNode.DeepEquals(c, value)))
            return [$"{at}: {value?.ToJsonString()} is none of {choices.ToJsonString()}"];
        return value switch
        {
            JsonObject members => [.. OfObject(members, schema, at)],
            JsonArray items => [.. OfArray(items, schema, at)],
            JsonValue scalar when scalar.GetValueKind() == JsonValueKind.String => OfText(
                scalar.GetValue<string>(),
                schema
            )
                is { } fault
                ? [$"{at}: {fault}"]
                : [],
            JsonValue scalar when scalar.GetValueKind() == JsonValueKind.Number => OfNumber(
                decimal.Parse(
                    scalar.ToJsonString(),
                    NumberStyles.Float,
                    CultureInfo.InvariantCulture
                ),
                schema
            )
                ? []
                : [$"{at}: {scalar} is out of range"],
            _ => [],
        };
    }

    private static bool IsOfType(JsonNode? value, JsonNode? type) =>
        type switch
        {
            null => true,
            JsonArray several => several.Any(t => IsOfType(value, t)),
            _ => type.GetValue<string>() switch
            {
                "null" => value is null,
                "object" => value is JsonObject,
                "array" => value is JsonArray,
                "string" => value?.GetValueKind() == JsonValueKind.String,
                "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
                "number" => value?.GetValueKind() == JsonValueKind.Number,
                "integer" => value?.GetValueKind() == JsonValueKind.Number
                    && !value.ToJsonString().Contains('.', StringComparison.Ordinal),
                var unknown => throw new NotSupportedException(unknown),
            },
        };

    private IEnumerable<string> OfObject(JsonObject value, JsonObject schema, string at)
    {
        foreach (var required in schema["required"]?.AsArray() ?? [])
        {
            if (!value.ContainsKey(required!.GetValue<string>()))
                yield return $"{at}/{required}: required";
        }
        foreach (var (name, member) in value)
        {
            var described = schema["properties"]?[name] ?? schema["additionalProperties"];
            if (described is JsonValue)
                yield return $"{at}/{name}: no such member";
            else if (described is not null)
            {
                foreach (var fault in Faults(member, described, $"{at}/{name}"))
                    yield return fault;
            }
        }
    }

    private IEnumerable<string> OfArray(JsonArray value, JsonObject schema, string at)
    {
        if (value.Count < (schema["minItems"]?.GetValue<int>() ?? 0))
            yield return $"{at}: too few items";
        if (value.Count > (schema["maxItems"]?.GetValue<int>() ?? int.MaxValue))
            yield return $"{at}: too many items";
        foreach (var (i, item) in value.Index())
        {
            foreach (var fault in Faults(item, schema["items"]!, $"{at}/{i}"))
                yield return fault;
        }
    }

    private static string? OfText(string value, JsonObject schema)
    {
        if (value.Length < (schema["minLength"]?.GetValue<int>() ?? 0))
            return "too short";
        if (value.Length > (schema["maxLength"]?.GetValue<int>() ?? int.MaxValue))
            return "too long";
        if (schema["pattern"] is { } pattern && !Regex.IsMatch(value, pattern.GetValue<string>()))
            return $"{value} is not like {pattern}";
        return schema["format"]?.GetValue<string>() switch
        {
            "date-time" when !InstantConverter.TryRead(value, out _) => $"{value} is no instant",
            "date" when !LocalDatePattern.Iso.Parse(value).Success => $"{value} is no date",
            _ => null,
        };
    }

    private static bool OfNumber(decimal value, JsonObject schema) =>
        value >= (Bound(schema["minimum"]) ?? decimal.MinValue)
        && value <= (Bound(schema["maximum"]) ?? decimal.MaxValue);

    private static decimal? Bound(JsonNode? bound) =>
        bound is null
            ? null
            : decimal.Parse(bound.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);
}
