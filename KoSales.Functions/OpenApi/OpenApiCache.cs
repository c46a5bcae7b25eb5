using System.Text.RegularExpressions;
using KoSales.Functions.Api.Requests;
using Microsoft.OpenApi;

namespace KoSales.Functions.OpenApi;

/// <summary>The OpenAPI 3.1 document, made from the functions' attributes and their contracts. Made once,
/// when first asked for.</summary>
public sealed partial class OpenApiCache(
    ApiRoutes routes,
    IEnumerable<ListSpec> lists,
    IEnumerable<IncludedList> included
)
{
    private const string Version = "v1";

    private readonly Lazy<Task<byte[]>> _json = new(() =>
        WriteAsync(Build(routes, lists.Concat(included.Select(i => i.Spec))))
    );

    public Task<byte[]> JsonAsync() => _json.Value;

    private static async Task<byte[]> WriteAsync(OpenApiDocument document)
    {
        using var stream = new MemoryStream();
        await document.SerializeAsJsonAsync(stream, OpenApiSpecVersion.OpenApi3_1);
        return stream.ToArray();
    }

    private static OpenApiDocument Build(ApiRoutes routes, IEnumerable<ListSpec> lists)
    {
        var document = Frame();
        var byName = lists.DistinctBy(l => l.Name).ToDictionary(l => l.Name);
        var schemas = new OpenApiSchemas(document);
        var operations = new OpenApiOperations(document, schemas, byName);
        var described = DescribedOf(routes);
        document.Tags = TagsOf(described);
        // What stands in bodies and in answers is described as the stricter of the two.
        foreach (var body in described.Select(r => r.Operation!.Body).OfType<Type>())
            schemas.Of(body, answer: false);
        foreach (var route in described)
            Add(document, route, operations);
        return document;
    }

    private static ApiRoute[] DescribedOf(ApiRoutes routes) =>
        [
            .. routes
                .All.Where(r => r is { IsFallback: false, Operation: not null })
                .OrderBy(r => r.Template, StringComparer.Ordinal),
        ];

    private static HashSet<OpenApiTag> TagsOf(IEnumerable<ApiRoute> routes) =>
        routes
            .Select(r => r.Operation!.Tag)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .Select(t => new OpenApiTag { Name = t })
            .ToHashSet();

    private static void Add(OpenApiDocument document, ApiRoute route, OpenApiOperations operations)
    {
        var path = Constraint().Replace(route.Template[Version.Length..], "}");
        string[] names = [.. PathName().Matches(path).Select(m => m.Groups[1].Value)];
        if (!document.Paths.TryGetValue(path, out var found))
            document.Paths[path] = found = new OpenApiPathItem();
        foreach (var method in route.Methods)
            ((OpenApiPathItem)found).AddOperation(
                HttpMethod.Parse(method),
                operations.Of(route, method, names)
            );
    }

    private static OpenApiDocument Frame()
    {
        var document = new OpenApiDocument
        {
            Info = new OpenApiInfo
            {
                Title = "KO Sales",
                Version = Version,
                Description =
                    "Leads, contacts, deals and the work around them. Every error is problem details (RFC 9457) with a stable code.",
            },
            Servers = [new OpenApiServer { Url = Routes.Base.TrimEnd('/') }],
            Paths = [],
            Components = new OpenApiComponents
            {
                Schemas = new Dictionary<string, IOpenApiSchema>(),
                Examples = new Dictionary<string, IOpenApiExample>(),
                Responses = new Dictionary<string, IOpenApiResponse>(),
                SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
                {
                    [OpenApiOperations.Bearer] = BearerScheme(),
                },
            },
        };
        new OpenApiProblems(document).Add();
        return document;
    }

    private static OpenApiSecurityScheme BearerScheme() =>
        new()
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "JWT",
            Description = "The access_token of POST /auth/login.",
        };

    [GeneratedRegex(@"[:?][^{}/]*\}")]
    private static partial Regex Constraint();

    [GeneratedRegex(@"\{([^{}]+)\}")]
    private static partial Regex PathName();
}
