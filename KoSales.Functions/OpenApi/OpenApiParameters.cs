using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace KoSales.Functions.OpenApi;

/// <summary>Parameters that operations share.</summary>
internal static class OpenApiParameters
{
    public static OpenApiParameter Path(string name) =>
        new()
        {
            Name = name,
            In = ParameterLocation.Path,
            Required = true,
            Schema = Text(100),
        };

    public static OpenApiParameter Query(string name, string description, IOpenApiSchema schema) =>
        new()
        {
            Name = name,
            In = ParameterLocation.Query,
            Description = description,
            Schema = schema,
        };

    /// <summary>One of <see cref="QueryParameters"/>, with its type, choices and example.</summary>
    public static OpenApiParameter Own(QueryParameter parameter)
    {
        var described = Query(parameter.Name, parameter.Description, SchemaOf(parameter));
        described.Required = parameter.IsRequired;
        described.Example = ExampleOf(parameter);
        return described;
    }

    private static OpenApiSchema SchemaOf(QueryParameter parameter) =>
        parameter switch
        {
            { Choices.Count: > 0 } => Choice(parameter.Choices),
            { Type: QueryType.Flag } => new OpenApiSchema { Type = JsonSchemaType.Boolean },
            { Type: QueryType.Number } => new OpenApiSchema { Type = JsonSchemaType.Integer },
            { Type: QueryType.Moment } => new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Format = "date-time",
            },
            _ => Text(2048),
        };

    private static JsonNode ExampleOf(QueryParameter parameter) =>
        parameter.Type switch
        {
            QueryType.Flag => JsonValue.Create(parameter.Example == "true"),
            QueryType.Number => JsonValue.Create(
                int.Parse(parameter.Example, System.Globalization.CultureInfo.InvariantCulture)
            ),
            QueryType.Text or QueryType.Moment => JsonValue.Create(parameter.Example),
        };

    public static OpenApiParameter Header(string name, string description, bool required = false) =>
        new()
        {
            Name = name,
            In = ParameterLocation.Header,
            Required = required,
            Description = description,
            Schema = Text(255),
        };

    public static IEnumerable<OpenApiParameter> OfList(ListSpec? spec)
    {
        yield return Query(
            "limit",
            "Items per page.",
            new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Minimum = "1",
                Maximum = "200",
                Default = 50,
            }
        );
        yield return Query(
            "cursor",
            "The next_cursor of the page before, with the same filter and sort.",
            Text(2048)
        );
        yield return Query("count", "Adds the total.", Choice("exact", "estimate"));
        yield return Query(
            "fields",
            "Members to show, separated by commas; the id always comes along.",
            Text(1000)
        );
        if (spec is null)
            yield break;
        yield return Query(
            "sort",
            $"{string.Join(", ", spec.Sorts.Keys.Append("id"))}; a leading - for descending. {spec.DefaultSort} when absent.",
            Text(200)
        );
        if (spec.Includes.Count > 0)
            yield return Query(
                "include",
                $"Relations to add: {string.Join(", ", spec.Includes.Select(i => i.Name))}.",
                Text(200)
            );
        foreach (var (field, type) in spec.Fields)
            yield return Query(
                field,
                $"Filter. Operators, written {field}[op]: {string.Join(", ", FilterParameters.For(type))}; a,b for one of several.",
                Text(256)
            );
    }

    private static OpenApiSchema Text(int longest) =>
        new() { Type = JsonSchemaType.String, MaxLength = longest };

    private static OpenApiSchema Choice(params IEnumerable<string> names) =>
        new() { Type = JsonSchemaType.String, Enum = [.. names.Select(n => (JsonNode)n)] };
}
