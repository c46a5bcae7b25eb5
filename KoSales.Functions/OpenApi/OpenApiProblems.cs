using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace KoSales.Functions.OpenApi;

/// <summary>The refusals: one shared response per status, with a problem as example.</summary>
internal sealed class OpenApiProblems(OpenApiDocument document)
{
    /// <summary>The schema's name.</summary>
    public const string Problem = "Problem";

    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";

    private static readonly Refusal[] Refusals =
    [
        new(400, "Malformed", "Not understood: the JSON, the encoding or a query parameter.")
        {
            ProblemCode = "query.bad_value",
            Detail = "assign is auto.",
            Path = "leads",
        },
        new(401, "Unauthenticated", "No access token, or one that is over.")
        {
            ProblemCode = "auth.token_invalid",
            Detail = "The access token is invalid or expired; refresh it or log in again.",
            Path = "leads",
        },
        new(403, "Forbidden", "Not for this role.")
        {
            ProblemCode = "access.denied",
            Detail = "Your role may not do this; ask an administrator if you need to.",
            Path = "teams",
        },
        new(404, "NotFound", "There is none, or none that the caller may see.")
        {
            ProblemCode = "lead.not_found",
            Detail = "There is no lead K0-199999 that you can see.",
            Path = "leads/K0-199999",
        },
        new(409, "Conflict", "The present state forbids it.")
        {
            ProblemCode = "lead.duplicate_phone",
            Detail =
                "The open lead K0-100001 has this phone; change that one, or send on_duplicate=merge or on_duplicate=signal.",
            Path = "leads",
            Facts = """{"existing_id": "K0-100001"}""",
        },
        new(410, "Erased", "The personal data was erased for good; only a tombstone is left.")
        {
            ProblemCode = "lead.erased",
            Detail = "The personal data of K0-100001 was erased; it can no longer be changed.",
            Path = "leads/K0-100001",
        },
        new(412, "Stale", "Changed by somebody else since; read it again.")
        {
            ProblemCode = "if_match.stale",
            Detail =
                "Somebody changed it in the meantime; read it again and apply the change to that version.",
            Path = "leads/K0-100001",
            Facts = """{"current_etag": "\"K0-100001-4\""}""",
        },
        new(413, "TooLarge", "The body is larger than the function takes.")
        {
            ProblemCode = "body.too_large",
            Detail = "The body is larger than the 1048576 bytes that this call takes.",
            Path = "leads",
        },
        new(415, "UnsupportedMedia", "Not with this content type.")
        {
            ProblemCode = "body.unsupported_media",
            Detail = "Send the body as application/merge-patch+json in UTF-8.",
            Path = "leads/K0-100001",
        },
        new(422, "Invalid", "Against a rule; every fault at once, with its pointer.")
        {
            ProblemCode = "body.invalid",
            Detail = "2 members of the body are not as they should be; see errors.",
            Path = "leads",
            Errors = """
                [
                  {"pointer": "/kind", "code": "required", "detail": "This member is required."},
                  {"pointer": "/adress", "code": "unknown_member", "detail": "There is no such member here."}
                ]
                """,
        },
        new(428, "PreconditionRequired", "If-Match is required.")
        {
            ProblemCode = "if_match.required",
            Detail = "Send If-Match with the ETag of the version that you changed.",
            Path = "leads/K0-100001",
        },
        new(429, "Throttled", "Too many of these for now; Retry-After says when again.")
        {
            ProblemCode = "rate.exceeded",
            Detail = "These are too many requests of this kind for now; wait as Retry-After says.",
            Path = "leads",
            Facts = """{"retry_after": 1}""",
        },
        new(500, "Failed", "Something went wrong here; trace_id finds it in the logs.")
        {
            ProblemCode = "server.failed",
            Detail = "Something went wrong on our side; tell us the trace id if it happens again.",
            Path = "leads",
        },
        new(503, "Unavailable", "A part that is needed does not answer for the moment.")
        {
            ProblemCode = "store.unavailable",
            Detail =
                "The store does not answer for the moment; nothing was changed unless a repeat with the same Idempotency-Key says so.",
            Path = "leads",
            Facts = """{"retry_after": 2}""",
        },
    ];

    /// <summary>By reference, so that it stands once in the document.</summary>
    public static IOpenApiResponse Of(int status, OpenApiDocument document) =>
        new OpenApiResponseReference(Refusals.Single(r => r.Status == status).Name, document);

    /// <summary>Puts the schema and the responses among the components.</summary>
    public void Add()
    {
        var schema = new OpenApiSchema();
        Fill(schema);
        document.Components!.Schemas![Problem] = schema;
        foreach (var refusal in Refusals)
            document.Components.Responses![refusal.Name] = Response(refusal);
    }

    public static void Fill(OpenApiSchema problem)
    {
        problem.Type = JsonSchemaType.Object;
        problem.Description =
            "Problem details (RFC 9457). The code is stable; texts are for people.";
        problem.Required = new HashSet<string>(Always);
        problem.Properties = Members();
        problem.AdditionalProperties = Fact();
    }

    private static readonly string[] Always =
    [
        "type",
        "title",
        "status",
        "code",
        "detail",
        "trace_id",
        "errors",
    ];

    private static Dictionary<string, IOpenApiSchema> Members() =>
        new()
        {
            ["type"] = Text("Where the code is explained."),
            ["title"] = Text("What the status means."),
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
            ["code"] = Text("Of the first fault, such as lead.duplicate_phone."),
            ["detail"] = Text("Of the first fault: what is wrong and what to do next."),
            ["instance"] = Text("Path of the request; absent within a batch."),
            ["trace_id"] = Text("For the logs."),
            ["errors"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = Error() },
        };

    private static OpenApiSchema Error() =>
        new()
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string> { "code", "detail" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["pointer"] = Text("JSON pointer (RFC 6901) of the member at fault."),
                ["code"] = Text(null),
                ["detail"] = Text(null),
            },
            AdditionalProperties = Fact(),
        };

    private static OpenApiSchema Fact() =>
        new()
        {
            Description = "A fact of the fault, such as existing_id or current_stage.",
            AnyOf =
            [
                new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Number },
                new OpenApiSchema { Type = JsonSchemaType.Array, Items = Text(null) },
            ],
        };

    private OpenApiResponse Response(Refusal refusal) =>
        new()
        {
            Description = refusal.Description,
            Headers = refusal.Status is 429 or 503 ? RetryAfter() : null,
            Content = new Dictionary<string, IOpenApiMediaType>
            {
                [ProblemDocument.MediaType] = new OpenApiMediaType
                {
                    Schema = new OpenApiSchemaReference(Problem, document),
                    Example = Example(refusal),
                },
            },
        };

    private static Dictionary<string, IOpenApiHeader> RetryAfter() =>
        new()
        {
            ["Retry-After"] = new OpenApiHeader
            {
                Description = "Seconds.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.Integer },
            },
        };

    private static JsonObject Example(Refusal refusal)
    {
        var problem = new JsonObject
        {
            ["type"] = ProblemDocument.TypeBase + refusal.ProblemCode,
            ["title"] = ProblemDocument.TitleOf(refusal.Status),
            ["status"] = refusal.Status,
            ["code"] = refusal.ProblemCode,
            ["detail"] = refusal.Detail,
            ["instance"] = Routes.Base + refusal.Path,
            ["trace_id"] = TraceId,
        };
        foreach (var (name, fact) in JsonNode.Parse(refusal.Facts)!.AsObject())
            problem[name] = fact!.DeepClone();
        problem["errors"] = JsonNode.Parse(refusal.Errors);
        return problem;
    }

    private static OpenApiSchema Text(string? description) =>
        new() { Type = JsonSchemaType.String, Description = description };

    /// <param name="Name">Of the response among the components.</param>
    private sealed record Refusal(int Status, string Name, string Description)
    {
        public required string ProblemCode { get; init; }

        public required string Detail { get; init; }

        public required string Path { get; init; }

        public string Facts { get; init; } = "{}";

        public string Errors { get; init; } = "[]";
    }
}
