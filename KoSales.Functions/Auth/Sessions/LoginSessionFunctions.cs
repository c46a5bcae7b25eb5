using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Auth.Sessions;

public sealed class LoginSessionFunctions(LoginSessions sessions, Contracts contracts)
{
    [Function("AuthSessions"), Access]
    [Operation(
        "List one's own sessions",
        Tag = "auth",
        Result = typeof(LoginSessionsView),
        Description = "Those that can be gone on with, the one used last first, at most 200."
    )]
    public Task<IResult> Own(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/auth/sessions")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) => ListAsync(request, RequestState.Of(request.HttpContext).Actor.Id, cancellationToken);

    [Function("AuthSessionsEnd"), Access, Rate(RouteClass.Auth)]
    [Operation("End one of one's own sessions", Tag = "auth", Rehearses = true, Status = 204)]
    public Task<IResult> EndOwn(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/auth/sessions/{session}")]
            HttpRequest request,
        string session,
        CancellationToken cancellationToken
    ) =>
        EndAsync(
            request,
            RequestState.Of(request.HttpContext).Actor.Id,
            session,
            cancellationToken
        );

    [Function("AgentsSessions"), Access(Role.Admin)]
    [Operation(
        "List an agent's sessions",
        Tag = "agents",
        Result = typeof(LoginSessionsView),
        Description = "Those that can be gone on with, the one used last first, at most 200."
    )]
    public Task<IResult> OfAgent(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/agents/{id}/sessions")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => ListAsync(request, id, cancellationToken);

    [Function("AgentsSessionsEnd"), Access(Role.Admin), Rate(RouteClass.Auth)]
    [Operation("End an agent's session", Tag = "agents", Rehearses = true, Status = 204)]
    public Task<IResult> EndOfAgent(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "delete",
            Route = "v1/agents/{id}/sessions/{session}"
        )]
            HttpRequest request,
        string id,
        string session,
        CancellationToken cancellationToken
    ) => EndAsync(request, id, session, cancellationToken);

    private async Task<IResult> ListAsync(
        HttpRequest request,
        string agentId,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<LoginSessionsView>(
            request,
            found => Answers.Of(found, contracts.Json<LoginSessionsView>())
        );
        return call.Answer(await sessions.OfAsync(agentId, call.Command, cancellationToken));
    }

    private async Task<IResult> EndAsync(
        HttpRequest request,
        string agentId,
        string session,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<LoginSessionsView>(request, _ => Answer.NoContent);
        return call.Answer(
            await sessions.EndAsync(agentId, session, call.Command, cancellationToken)
        );
    }
}
