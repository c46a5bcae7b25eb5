using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Invariants;

public sealed class InvariantFunctions(InvariantChecker checker)
{
    [Function("AdminInvariants"), Access(Role.Admin), Rate(RouteClass.Bulk)]
    [Operation(
        "Walk the store and list what is not as it must be",
        Tag = "admin",
        ResultType = ViolationLines.MediaType,
        Description = "One JSON object a line, {check, subject, detail}, written while it is found; "
            + "nothing where everything holds. Under writes a line may tell of something that is being written."
    )]
    public IResult Check(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/invariants")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        Flags.AllowOnly(request);
        return new ViolationLines(checker.CheckAsync(cancellationToken));
    }
}

/// <summary>Violations as lines of JSON, each sent when it is found.</summary>
public sealed class ViolationLines(IAsyncEnumerable<Violation> violations) : IResult
{
    public const string MediaType = "application/x-ndjson";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = MediaType;
        await response.StartAsync(httpContext.RequestAborted);
        await foreach (var violation in violations.WithCancellation(httpContext.RequestAborted))
        {
            byte[] line =
            [
                .. JsonSerializer.SerializeToUtf8Bytes(violation, ViolationJson.Wire.Violation),
                (byte)'\n',
            ];
            await response.Body.WriteAsync(line, httpContext.RequestAborted);
            await response.Body.FlushAsync(httpContext.RequestAborted);
        }
    }
}

[JsonSerializable(typeof(Violation))]
internal sealed partial class ViolationJson : JsonSerializerContext
{
    public static ViolationJson Wire { get; } = new(DocumentJson.NewOptions());
}
