using KoSales.Domain.Pii;
using KoSales.Functions.Pii.Consents;
using KoSales.Functions.Pii.Keys;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Pii;

public sealed class PiiFunctions(
    Contracts contracts,
    PiiGate gate,
    RevealDesk reveals,
    ErasureDesk erasures,
    ConsentDesk consents,
    KeyRotation rotation,
    Lists lists
)
{
    private const int RewrapAtOnce = 10_000;

    public static readonly ListSpec<PiiAccessView> AccessLog = new()
    {
        Name = "pii-access-log",
        Noun = "pii_access",
        Collection = Piis.AccessLog,
        Fields = new Dictionary<string, FieldType>
        {
            ["pii_id"] = FieldType.Text,
            ["agent_id"] = FieldType.Text,
            ["document_id"] = FieldType.Text,
            ["at"] = FieldType.Instant,
        },
        Sorts = new Dictionary<string, FieldType> { ["at"] = FieldType.Instant },
        DefaultSort = "-at",
        Base = Filter.Everything,
        Scope = _ => Filter.Everything,
    };

    [Function("PiisGet"), Access(Role.Manager, Role.Agent, Role.Auditor)]
    [Operation("Get what is known of a subject, masked", Tag = "piis", Result = typeof(PiiView))]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/piis/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        Flags.AllowOnly(request);
        var found = await gate.FindAsync(
            id,
            RequestState.Of(request.HttpContext).Actor,
            cancellationToken
        );
        var document = found.OrRefuse().Document;
        var etag = ETags.Of(document.Key, document.Version);
        return ETags.NoneMatch(request, etag)
            ? new Answer(StatusCodes.Status304NotModified, default) { ETag = etag }
            : Shown(document);
    }

    [Function("PiisReveal"), Access(Role.Manager, Role.Agent), NotStored]
    [Operation(
        "Reveal personal data for a reason",
        Tag = "piis",
        Body = typeof(RevealPii),
        Result = typeof(RevealedPii)
    )]
    public async Task<IResult> Reveal(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/piis/{id}/reveal")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        Flags.AllowOnly(request);
        var call = new Call<PersonalData>(
            request,
            data => Answers.Of(RevealedPii.Of(data), contracts.Json<RevealedPii>())
        );
        return call.Answer(
            await reveals.RevealAsync(
                id,
                await call.BodyAsync<RevealPii>(cancellationToken),
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("PiisErase"), Access(Role.Admin)]
    [Operation(
        "Erase a subject for good",
        Tag = "piis",
        Body = typeof(ErasePii),
        Result = typeof(ErasureResult),
        Query = ["dry_run"]
    )]
    public async Task<IResult> Erase(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/piis/{id}/erase")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        Flags.AllowOnly(request, "dry_run");
        var call = new Call<ErasureResult>(
            request,
            result => Answers.Of(result, contracts.Json<ErasureResult>())
        );
        var body = await call.BodyAsync<ErasePii>(cancellationToken);
        return call.Answer(
            Flags.DryRun(request)
                ? await erasures.PreviewAsync(id, body, call.Command, cancellationToken)
                : await erasures.EraseAsync(id, body, call.Command, cancellationToken)
        );
    }

    [Function("PiisConsent"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "Record consent given or withdrawn",
        Tag = "piis",
        Body = typeof(RecordConsent),
        Result = typeof(PiiView),
        Status = 201
    )]
    public async Task<IResult> Consent(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/piis/{id}/consents")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        Flags.AllowOnly(request);
        var call = new Call<PiiDocument>(
            request,
            document =>
                Shown(document) with
                {
                    Status = StatusCodes.Status201Created,
                    Location = $"{Routes.Base}piis/{document.Key}",
                }
        );
        return call.Answer(
            await consents.RecordAsync(
                id,
                await call.BodyAsync<RecordConsent>(cancellationToken),
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("PiisRewrap"), Access(Role.Admin), Rate(RouteClass.Bulk)]
    [Operation(
        "Move subjects' keys under the active key",
        Tag = "piis",
        Body = typeof(RewrapPii),
        Result = typeof(RewrapResult),
        Query = ["dry_run"]
    )]
    public async Task<IResult> Rewrap(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/piis/rewrap")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        Flags.AllowOnly(request, "dry_run");
        var call = new Call<RewrapResult>(
            request,
            result => Answers.Of(result, contracts.Json<RewrapResult>())
        );
        var body = await call.BodyAsync<RewrapPii>(cancellationToken);
        return call.Answer(
            await rotation.RewrapAsync(
                body.Max ?? RewrapAtOnce,
                Flags.DryRun(request),
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("PiisAccessLog"), Access(Role.Auditor)]
    [Operation(
        "List who revealed what",
        Tag = "piis",
        Result = typeof(PiiAccessView),
        List = "pii-access-log"
    )]
    public async Task<IResult> ListAccess(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/piis/access-log")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) => await lists.AnswerAsync(AccessLog, request, cancellationToken);

    private Answer Shown(PiiDocument document) =>
        Answers.Of(PiiView.Of(document), contracts.Json<PiiView>()) with
        {
            ETag = ETags.Of(document.Key, document.Version),
        };
}
