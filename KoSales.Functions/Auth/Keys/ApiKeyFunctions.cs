using KoSales.Domain.Auth;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Auth.Keys;

public sealed class ApiKeyFunctions(ApiKeyDesk desk, Lists lists, Items items, Contracts contracts)
{
    [Function("ApiKeysList"), Access(Role.Auditor)]
    [Operation("List API keys", Tag = "api-keys", Result = typeof(ApiKeyView), List = "api-keys")]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/api-keys")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) => await lists.AnswerAsync(ApiKeyLists.Keys, request, cancellationToken);

    [Function("ApiKeysGet"), Access(Role.Auditor)]
    [Operation("Get an API key", Tag = "api-keys", Picks = true, Result = typeof(ApiKeyView))]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/api-keys/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await items.GetAsync(ApiKeyLists.Keys, id, request, cancellationToken);

    [Function("ApiKeysCreate"), Access(Role.Admin), NotStored]
    [Operation(
        "Give a key to another system",
        Tag = "api-keys",
        Body = typeof(CreateApiKey),
        Result = typeof(IssuedApiKey),
        Status = 201,
        Description = "The secret is in this answer and nowhere else. Its holder acts as an "
            + "integration, as far as the scopes reach."
    )]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/api-keys")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<IssuedApiKey>(request, Created);
        return call.Answer(
            await desk.IssueAsync(
                await call.BodyAsync<CreateApiKey>(cancellationToken),
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("ApiKeysRotate"), Access(Role.Admin), NotStored]
    [Operation(
        "Give an API key another secret",
        Tag = "api-keys",
        Body = typeof(RotateApiKey),
        Result = typeof(IssuedApiKey),
        Description = "The secret so far is good until the grace is over; one before it is not. "
            + "The body may be left out."
    )]
    public async Task<IResult> Rotate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/api-keys/{id}/rotate")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<IssuedApiKey>(request, Shown);
        return call.Answer(
            await desk.RotateAsync(
                id,
                await call.OptionalBodyAsync<RotateApiKey>(cancellationToken),
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("ApiKeysDelete"), Access(Role.Admin)]
    [Operation(
        "Revoke an API key",
        Tag = "api-keys",
        Rehearses = true,
        Status = 204,
        Description = "At once where it is called, within five seconds on other instances."
    )]
    public async Task<IResult> Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/api-keys/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<ApiKey>(request, _ => Answer.NoContent);
        return call.Answer(
            await desk.RevokeAsync(id, IfMatches.Optional(request), call.Command, cancellationToken)
        );
    }

    private Answer Shown(IssuedApiKey issued) =>
        Answers.Of(issued, contracts.Json<IssuedApiKey>()) with
        {
            ETag = ETags.Of(issued.Id.Value, issued.Version),
        };

    private Answer Created(IssuedApiKey issued) =>
        Shown(issued) with
        {
            Status = StatusCodes.Status201Created,
            Location = $"{Routes.Base}api-keys/{issued.Id}",
        };
}
