using KoSales.Functions.Agents;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Auth;

public sealed class AuthFunctions(
    LoginDesk logins,
    SessionDesk sessions,
    Items items,
    Contracts contracts
)
{
    [Function("AuthLogin"), Public, NotStored, Rate(RouteClass.Auth)]
    [Operation("Log in", Tag = "auth", Body = typeof(LogIn), Result = typeof(SessionView))]
    public async Task<IResult> Login(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/auth/login")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = Call(request);
        return call.Answer(
            await logins.LogInAsync(
                await call.BodyAsync<LogIn>(cancellationToken),
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("AuthRefresh"), Public, NotStored, Rate(RouteClass.Auth)]
    [Operation(
        "Exchange a refresh token",
        Tag = "auth",
        Body = typeof(Refresh),
        Result = typeof(SessionView),
        Description = "A token works once. Using it again, also at the same time, ends the session."
    )]
    public async Task<IResult> Refresh(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/auth/refresh")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = Call(request);
        var body = await call.BodyAsync<Refresh>(cancellationToken);
        return call.Answer(
            await sessions.RefreshAsync(body.RefreshToken, call.Command.Now, cancellationToken)
        );
    }

    [Function("AuthLogout"), Access, NotStored, Rate(RouteClass.Auth)]
    [Operation(
        "Log out",
        Tag = "auth",
        Body = typeof(LogOut),
        Status = 204,
        Description = "The body may be left out."
    )]
    public async Task<IResult> Logout(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/auth/logout")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = Call(request);
        var body = HasBody(request) ? await call.BodyAsync<LogOut>(cancellationToken) : null;
        await sessions.EndAsync(
            call.Command.Actor,
            body?.RefreshToken,
            call.Command.Now,
            cancellationToken
        );
        return Answer.NoContent;
    }

    [Function("AuthPassword"), Access, NotStored, Rate(RouteClass.Auth)]
    [Operation(
        "Change one's password",
        Tag = "auth",
        Body = typeof(ChangePassword),
        Result = typeof(SessionView),
        Description = "Ends every session; the answer begins a new one."
    )]
    public async Task<IResult> Password(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/auth/password")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = Call(request);
        return call.Answer(
            await logins.ChangePasswordAsync(
                await call.BodyAsync<ChangePassword>(cancellationToken),
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("AuthMe"), Access]
    [Operation(
        "Get the agent who is logged in",
        Tag = "auth",
        Picks = true,
        Result = typeof(AgentView)
    )]
    public async Task<IResult> Me(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/auth/me")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        await items.GetAsync(
            AgentLists.Full,
            RequestState.Of(request.HttpContext).Actor.Id,
            request,
            cancellationToken
        );

    private Call<SessionView> Call(HttpRequest request) =>
        new(request, session => Answers.Of(session, contracts.Json<SessionView>()));

    private static bool HasBody(HttpRequest request) =>
        request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is true;
}
