using System.Globalization;
using System.Text.Json.Nodes;
using KoSales.Functions.Api.Requests;
using Microsoft.OpenApi;

namespace KoSales.Functions.OpenApi;

/// <summary>The successes of an operation.</summary>
internal sealed class OpenApiAnswers(
    OpenApiSchemas schemas,
    OpenApiExamples examples,
    IReadOnlyDictionary<string, ListSpec> lists
)
{
    private const string Json = "application/json";

    /// <summary>By status, as the document has them.</summary>
    public IEnumerable<KeyValuePair<string, IOpenApiResponse>> Of(ApiRoute route) =>
        Shapes(route)
            .GroupBy(s => s.Status)
            .OrderBy(g => g.Key)
            .Select(g => new KeyValuePair<string, IOpenApiResponse>(
                g.Key.ToString(CultureInfo.InvariantCulture),
                Response([.. g], g.Key == route.Operation!.Status ? Headers(route.Operation) : null)
            ));

    private IEnumerable<Shape> Shapes(ApiRoute route)
    {
        yield return Own(route);
        foreach (var other in route.AlsoAnswers)
            yield return new Shape(other.Status, other.When)
            {
                Schema = schemas.Of(other.Result, answer: true),
                Example = Example(other.Result, route.Function),
                ExampleName = other.Status == route.Operation!.Status ? "dry_run" : "example",
            };
        if (route.Rehearses)
            yield return Rehearsal(route);
    }

    private Shape Own(ApiRoute route)
    {
        var said = route.Operation!;
        var shape = new Shape(said.Status, said.Summary + ".");
        if (said.ResultType is { } media)
            return OfMedia(shape, media, route.Function);
        if (said.Result is not { } result)
            return shape;
        return said.List is { } list
            ? shape with
            {
                Schema = Page(list, result),
                Example = PageExample(list, result, route.Function),
            }
            : shape with
            {
                Schema = schemas.Of(result, answer: true),
                Example = Example(result, route.Function),
            };
    }

    /// <summary>An answer that no contract describes.</summary>
    private Shape OfMedia(Shape shape, string media, string function)
    {
        var isJson = media == Json;
        var type = isJson ? JsonSchemaType.Object : JsonSchemaType.String;
        return shape with
        {
            Media = media,
            Schema = new OpenApiSchema { Type = type },
            Example = Example(isJson ? typeof(JsonObject) : typeof(string), function),
        };
    }

    private Shape Rehearsal(ApiRoute route)
    {
        var said = route.Operation!;
        var name = $"{said.Result?.Name}Rehearsal";
        return new Shape(200, "With dry_run=true: what would be done; nothing is.")
        {
            Schema = schemas.Named(name, schema => FillRehearsal(schema, said.Result)),
            Example = examples.Named(name, RehearsalExample(said, route.Function)),
            ExampleName = "dry_run",
        };
    }

    private void FillRehearsal(OpenApiSchema schema, Type? result)
    {
        schema.Type = JsonSchemaType.Object;
        schema.Required = new HashSet<string> { "dry_run", "status", "changes" };
        schema.Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["dry_run"] = Plain(JsonSchemaType.Boolean, null),
            ["status"] = Plain(JsonSchemaType.Integer, "That the action would answer with."),
            ["changes"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Items = schemas.Of(typeof(RehearsedChange), answer: true),
            },
        };
        if (result is not null)
            schema.Properties["result"] = schemas.Of(result, answer: true);
    }

    private static JsonObject RehearsalExample(OperationAttribute said, string function)
    {
        var example = new JsonObject
        {
            ["dry_run"] = true,
            ["status"] = said.Status,
            ["changes"] = new JsonArray(
                new JsonObject { ["collection"] = said.Tag.Replace('-', '_'), ["writes"] = 1 }
            ),
        };
        if (said.Result is { } result)
            example["result"] = OpenApiExamples.Of(result, function);
        return example;
    }

    private IOpenApiExample? Example(Type result, string function) =>
        examples.Named(
            OpenApiExamples.NameOf(result, function),
            OpenApiExamples.Of(result, function)
        );

    private IOpenApiExample? PageExample(string list, Type item, string function) =>
        OpenApiExamples.Of(item, function) is { } example
            ? examples.Named(
                PageName(list),
                new JsonObject
                {
                    ["data"] = new JsonArray(example),
                    ["next_cursor"] = OpenApiParameters.Cursor,
                }
            )
            : null;

    private IOpenApiSchema Page(string list, Type item) =>
        schemas.Named(
            PageName(list),
            page =>
            {
                page.Type = JsonSchemaType.Object;
                page.Required = new HashSet<string> { "data" };
                page.Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["data"] = Several(item),
                    ["next_cursor"] = Plain(JsonSchemaType.String, "Absent on the last page."),
                    ["total"] = Plain(JsonSchemaType.Integer, "With count only."),
                };
                if (lists.GetValueOrDefault(list) is { Includes: { Count: > 0 } includes })
                    page.Properties["included"] = Included(includes);
            }
        );

    private static OpenApiSchema Plain(JsonSchemaType type, string? description) =>
        new() { Type = type, Description = description };

    private OpenApiSchema Included(IEnumerable<Include> includes) =>
        new()
        {
            Type = JsonSchemaType.Object,
            Description = "With include only, by relation.",
            Properties = includes.ToDictionary(
                i => i.Name,
                IOpenApiSchema (i) => Several(lists[i.Target].ViewType)
            ),
        };

    private OpenApiSchema Several(Type item) =>
        new() { Type = JsonSchemaType.Array, Items = schemas.Of(item, answer: true) };

    /// <summary><c>score-rules</c> → <c>ScoreRulesPage</c>.</summary>
    private static string PageName(string list) =>
        string.Concat(list.Split('-').Select(w => char.ToUpperInvariant(w[0]) + w[1..])) + "Page";

    private static OpenApiResponse Response(
        IReadOnlyList<Shape> shapes,
        Dictionary<string, IOpenApiHeader>? headers
    ) =>
        new()
        {
            Description = string.Join(" ", shapes.Select(s => s.Description)),
            Headers = headers,
            Content = shapes[0].Schema is null ? null : Content(shapes),
        };

    private static Dictionary<string, IOpenApiMediaType> Content(IReadOnlyList<Shape> shapes)
    {
        var anyOf = shapes.Select(s => s.Schema!).ToList();
        return new Dictionary<string, IOpenApiMediaType>
        {
            [shapes[0].Media] = new OpenApiMediaType
            {
                Schema = anyOf is [var only] ? only : new OpenApiSchema { AnyOf = anyOf },
                Examples = shapes
                    .Where(s => s.Example is not null)
                    .ToDictionary(s => s.ExampleName, s => s.Example!),
            },
        };
    }

    private static Dictionary<string, IOpenApiHeader>? Headers(OperationAttribute said)
    {
        var headers = new Dictionary<string, IOpenApiHeader>();
        if (said.Status is 201 or 202)
            headers["Location"] = Header("Path of what was made, or of the job that makes it.");
        if (said.Status == 201 || said.Patch)
            headers["ETag"] = Header("\"{id}-{version}\"");
        if (said.List is not null)
            headers["Link"] = Header("The next page, rel=\"next\".");
        return headers.Count == 0 ? null : headers;
    }

    private static OpenApiHeader Header(string description) =>
        new() { Description = description, Schema = Plain(JsonSchemaType.String, null) };

    /// <summary>One answer. Several may share a status; then the media type is JSON.</summary>
    private sealed record Shape(int Status, string Description)
    {
        public string Media { get; init; } = Json;

        /// <summary>Null for an answer without a body.</summary>
        public IOpenApiSchema? Schema { get; init; }

        public IOpenApiExample? Example { get; init; }

        public string ExampleName { get; init; } = "example";
    }
}
