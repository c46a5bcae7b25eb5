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
    public const string Bearer = "bearer";

    private const string Json = "application/json";

    /// <summary>Tags of what is about a person, whose data may be erased.</summary>
    private static readonly string[] AboutPersons = ["leads", "piis", "pipelines", "tasks"];

    private readonly OpenApiExamples _examples = new(document);
    private readonly OpenApiParameters _parameters = new(lists);

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
            RequestBody = Body(route),
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
            yield return OpenApiParameters.Path(route.Template, name);
        foreach (var parameter in _parameters.Queried(route))
            yield return parameter;
        if (method == "POST")
            yield return OpenApiParameters.Header(
                "Idempotency-Key",
                "Repeat the call with the same key and get the first answer again, for 24 hours.",
                "5f0c7c1e-3a52-4a0e-9d57-0c7f0a1f2b3c"
            );
        if (said.Patch)
            yield return OpenApiParameters.Header(
                "If-Match",
                "The ETag of the version that was changed.",
                OpenApiParameters.ETagOf(route.Template),
                required: true
            );
        if (IsCached(said, method, pathNames.Count > 0))
            yield return OpenApiParameters.Header(
                "If-None-Match",
                "The ETag at hand; 304 when it is still current.",
                OpenApiParameters.ETagOf(route.Template)
            );
    }

    private static bool IsCached(OperationAttribute said, string method, bool named) =>
        method == "GET" && named && said is { List: null, Result: not null };

    private OpenApiRequestBody? Body(ApiRoute route)
    {
        var said = route.Operation!;
        if (said.Body is null && said.BodyType is null)
            return null;
        var contract = said.Body ?? typeof(string);
        var usual = said.Patch ? Patches.MediaType : Json;
        return new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, IOpenApiMediaType>
            {
                [said.BodyType ?? usual] = Media(contract, route.Function),
            },
        };
    }

    private OpenApiMediaType Media(Type contract, string function)
    {
        var media = new OpenApiMediaType
        {
            Schema = schemas.Of(contract, answer: false),
            Examples = new Dictionary<string, IOpenApiExample>(),
        };
        var example = _examples.Named(
            OpenApiExamples.NameOf(contract, function),
            OpenApiExamples.Of(contract, function)
        );
        if (example is not null)
            media.Examples["example"] = example;
        return media;
    }

    private OpenApiResponses Responses(ApiRoute route, string method, bool named)
    {
        var answers = new OpenApiAnswers(schemas, _examples, lists);
        var responses = new OpenApiResponses();
        foreach (var (status, response) in answers.Of(route))
            responses[status] = response;
        if (IsCached(route.Operation!, method, named))
            responses["304"] = new OpenApiResponse { Description = "Not changed." };
        foreach (var status in Problems(route, method, named))
            responses[status.ToString(CultureInfo.InvariantCulture)] = OpenApiProblems.Of(
                status,
                document
            );
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
        if (named && AboutPersons.Contains(route.Operation!.Tag))
            yield return 410;
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
}
