using System.Globalization;
using KoSales.Functions.Api.Requests;
using Microsoft.OpenApi;

namespace KoSales.Functions.OpenApi;

/// <summary>One function as an operation: parameters, body, answers.</summary>
internal sealed class OpenApiOperations(
    OpenApiDocument document,
    OpenApiSchemas schemas,
    IReadOnlyDictionary<string, ListSpec> lists
)
{
    public const string Problem = "Problem";
    public const string Bearer = "bearer";

    private const string Json = "application/json";

    public OpenApiOperation Of(ApiRoute route, string method, IReadOnlyList<string> pathNames)
    {
        var said = route.Operation!;
        return new OpenApiOperation
        {
            OperationId = route.Function,
            Summary = said.Summary,
            Description = Description(route),
            Tags = new HashSet<OpenApiTagReference> { new(said.Tag, document) },
            Parameters = [.. Parameters(route, method, pathNames)],
            RequestBody = Body(said),
            Responses = Responses(route, method, pathNames.Count > 0),
            Security = route.IsPublic
                ? []
                :
                [
                    new OpenApiSecurityRequirement
                    {
                        [new OpenApiSecuritySchemeReference(Bearer, document)] = [],
                    },
                ],
        };
    }

    private static string? Description(ApiRoute route)
    {
        var roles = route.Access switch
        {
            null => "Needs no token.",
            { AnyRole: true } => "For whoever is logged in.",
            { Roles: var named } =>
                $"For admin, {string.Join(", ", named.Select(WireNames<Role>.Of))}.",
        };
        var said = route.Operation!;
        var rehearsed = said.Rehearses
            ? "With dry_run=true the answer is 200 {dry_run, status, changes, result}: what it would do, and nothing is done. "
            : "";
        return said.Description is { } more ? $"{more} {rehearsed}{roles}" : rehearsed + roles;
    }

    private IEnumerable<IOpenApiParameter> Parameters(
        ApiRoute route,
        string method,
        IReadOnlyList<string> pathNames
    )
    {
        var said = route.Operation!;
        foreach (var name in pathNames)
            yield return OpenApiParameters.Path(name);
        foreach (var parameter in route.Query.Values.OrderBy(p => p.Name, StringComparer.Ordinal))
            yield return OpenApiParameters.Own(parameter);
        if (said.List is { } list)
        {
            foreach (var parameter in OpenApiParameters.OfList(lists.GetValueOrDefault(list)))
                yield return parameter;
        }
        if (method == "POST")
            yield return OpenApiParameters.Header(
                "Idempotency-Key",
                "Repeat the call with the same key and get the first answer again, for 24 hours."
            );
        if (said.Patch)
            yield return OpenApiParameters.Header(
                "If-Match",
                "The ETag of the version that was changed.",
                required: true
            );
        if (method == "GET" && said is { List: null, Result: not null } && pathNames.Count > 0)
            yield return OpenApiParameters.Header(
                "If-None-Match",
                "The ETag at hand; 304 when it is still current."
            );
    }

    private OpenApiRequestBody? Body(OperationAttribute said)
    {
        if (said.Body is null && said.BodyType is null)
            return null;
        var media = said.BodyType ?? (said.Patch ? Patches.MediaType : Json);
        var schema = said.Body is null
            ? new OpenApiSchema { Type = JsonSchemaType.String }
            : schemas.Of(said.Body, answer: false);
        return new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, IOpenApiMediaType>
            {
                [media] = new OpenApiMediaType { Schema = schema },
            },
        };
    }

    private OpenApiResponses Responses(ApiRoute route, string method, bool named)
    {
        var said = route.Operation!;
        var responses = new OpenApiResponses
        {
            [said.Status.ToString(CultureInfo.InvariantCulture)] = Success(said),
        };
        foreach (var status in Problems(route, method, named))
            responses[status.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponseReference(
                Problem,
                document
            );
        if (method == "GET" && named && said is { List: null, Result: not null })
            responses["304"] = new OpenApiResponse { Description = "Not changed." };
        return responses;
    }

    private static IEnumerable<int> Problems(ApiRoute route, string method, bool named)
    {
        yield return 400;
        if (!route.IsPublic)
        {
            yield return 401;
            yield return 403;
        }
        if (named)
            yield return 404;
        if (method != "GET")
            yield return 409;
        if (route.Operation!.Patch)
        {
            yield return 412;
            yield return 428;
        }
        if (route.Operation.Body is not null || route.Operation.BodyType is not null)
        {
            yield return 413;
            yield return 415;
            yield return 422;
        }
        yield return 429;
        yield return 500;
        yield return 503;
    }

    private OpenApiResponse Success(OperationAttribute said)
    {
        var response = new OpenApiResponse { Description = said.Summary, Headers = Headers(said) };
        if (said.ResultType is { } media)
            response.Content = new Dictionary<string, IOpenApiMediaType>
            {
                [media] = new OpenApiMediaType
                {
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                },
            };
        else if (said.Result is { } result)
            response.Content = new Dictionary<string, IOpenApiMediaType>
            {
                [Json] = new OpenApiMediaType
                {
                    Schema = said.List is null ? schemas.Of(result, answer: true) : Page(result),
                },
            };
        return response;
    }

    private static Dictionary<string, IOpenApiHeader>? Headers(OperationAttribute said)
    {
        var text = new OpenApiSchema { Type = JsonSchemaType.String };
        var headers = new Dictionary<string, IOpenApiHeader>();
        if (said.Status is 201 or 202)
            headers["Location"] = new OpenApiHeader
            {
                Description = "Path of what was made, or of the job that makes it.",
                Schema = text,
            };
        if (said.Status == 201 || said.Patch)
            headers["ETag"] = new OpenApiHeader
            {
                Description = "\"{id}-{version}\"",
                Schema = text,
            };
        if (said.List is not null)
            headers["Link"] = new OpenApiHeader
            {
                Description = "The next page, rel=\"next\".",
                Schema = text,
            };
        return headers.Count == 0 ? null : headers;
    }

    private OpenApiSchema Page(Type item) =>
        new()
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string> { "data" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["data"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = schemas.Of(item, answer: true),
                },
                ["next_cursor"] = new OpenApiSchema { Type = JsonSchemaType.String },
                ["total"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
                ["included"] = new OpenApiSchema { Type = JsonSchemaType.Object },
            },
        };
}
