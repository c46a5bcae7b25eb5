using KoSales.Domain.Signals.Sources;
using KoSales.Domain.Webhooks;
using KoSales.Functions.Inbound.Secrets;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.SignalSources;

public sealed class SignalSourceFunctions(
    SignalSourceDesk desk,
    Lists lists,
    Items items,
    Patches patches
)
{
    private static readonly ResourceAnswers<SignalSource> Answers = new(
        "signal-sources",
        SignalSource.Collection,
        Projection.For<SignalSourceView>()
    );

    [Function("SignalSourcesCreate"), Access(Role.Manager), NotStored]
    [Operation(
        "Define a source of signals",
        Tag = "signal-sources",
        Body = typeof(CreateSignalSource),
        Result = typeof(CreatedSignalSource),
        Status = 201,
        Description = "A preset brings scheme, kind and mapping. Secrets that are made here are shown this once."
    )]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/signal-sources")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<CreatedSignalSource>(request, Made);
        return call.Answer(
            await desk.CreateAsync(
                await call.BodyAsync<CreateSignalSource>(cancellationToken),
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("SignalSourcesList"), Access(Role.Manager, Role.Auditor)]
    [Operation(
        "List sources of signals",
        Tag = "signal-sources",
        Result = typeof(SignalSourceView),
        List = "signal-sources"
    )]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/signal-sources")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) => await lists.AnswerAsync(SignalSourceLists.Sources, request, cancellationToken);

    [Function("SignalSourcesGet"), Access(Role.Manager, Role.Auditor)]
    [Operation(
        "Get a source of signals",
        Tag = "signal-sources",
        Picks = true,
        Result = typeof(SignalSourceView)
    )]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/signal-sources/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await items.GetAsync(SignalSourceLists.Sources, id, request, cancellationToken);

    [Function("SignalSourcesPatch"), Access(Role.Manager)]
    [Operation(
        "Change a source of signals",
        Tag = "signal-sources",
        Body = typeof(EditSignalSource),
        Result = typeof(SignalSourceView),
        Patch = true
    )]
    public async Task<IResult> Patch(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "v1/signal-sources/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<SignalSource>(request, Answers.Shown);
        var patch = await patches.ReadAsync<EditSignalSource>(request, cancellationToken);
        return call.Answer(await desk.EditAsync(id, patch, call.Command, cancellationToken));
    }

    [Function("SignalSourcesDelete"), Access(Role.Manager)]
    [Operation(
        "Delete a source of signals",
        Tag = "signal-sources",
        Rehearses = true,
        Status = 204,
        Description = "What comes from then on is refused; its signals stay. Its key is free for another source."
    )]
    public async Task<IResult> Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/signal-sources/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<SignalSource>(request, _ => Answer.NoContent);
        return call.Answer(
            await desk.DeleteAsync(id, IfMatches.Optional(request), call.Command, cancellationToken)
        );
    }

    [Function("SignalSourcesSecrets"), Access(Role.Manager)]
    [Operation(
        "List the secrets of a source",
        Tag = "signal-sources",
        Result = typeof(SecretsView),
        Description = "When they were made and when they end; never the secrets themselves."
    )]
    public async Task<IResult> Secrets(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/signal-sources/{id}/secrets")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        Flags.AllowOnly(request);
        var source = (await desk.FindAsync(id, cancellationToken)).OrRefuse();
        var now = RequestState.Of(request.HttpContext).Now;
        var view = new SecretsView
        {
            Secrets = [.. source.Secrets.InForce(now).Select(SecretView.Of)],
        };
        return Api.Responses.Answers.Of(view, SecretContractsJson.Wire.SecretsView);
    }

    [Function("SignalSourcesRotate"), Access(Role.Manager), NotStored]
    [Operation(
        "Make a new secret for a source",
        Tag = "signal-sources",
        Body = typeof(RotateSignalSecret),
        Result = typeof(RotatedSecretView),
        Description = "It is shown this once. The former one stays in force for the grace."
    )]
    public async Task<IResult> Rotate(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/signal-sources/{id}/secrets/rotate"
        )]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        Flags.AllowOnly(request);
        var call = new Call<RotatedSecretView>(
            request,
            view => Api.Responses.Answers.Of(view, SecretContractsJson.Wire.RotatedSecretView)
        );
        var body = await call.OptionalBodyAsync<RotateSignalSecret>(cancellationToken);
        return call.Answer(await desk.RotateAsync(id, body, call.Command, cancellationToken));
    }

    private static Answer Made(CreatedSignalSource source) =>
        Api.Responses.Answers.Of(
            source,
            SignalSourceContractsJson.Wire.CreatedSignalSource,
            StatusCodes.Status201Created
        ) with
        {
            Location = $"{Routes.Base}signal-sources/{source.Id}",
            ETag = ETags.Of(source.Id.Value, source.Version),
        };
}
