using KoSales.Domain.Agents;
using KoSales.Domain.Auth;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Auth.Links;

public sealed class LinkFunctions(LinkDesk desk, Contracts contracts)
{
    private static readonly Answer Taken = new(StatusCodes.Status202Accepted, default);

    [Function("AgentsInvite"), Access(Role.Admin), Rate(RouteClass.Auth)]
    [Operation(
        "Invite an agent",
        Tag = "agents",
        Result = typeof(InvitationView),
        Status = 202,
        Description = "Mails a link that is good for 72 hours, by which an agent without a password chooses one."
    )]
    public async Task<IResult> Invite(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/agents/{id}/invite")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<InvitationView>(
            request,
            sent =>
                Answers.Of(sent, contracts.Json<InvitationView>(), StatusCodes.Status202Accepted)
        );
        return call.Answer(await desk.InviteAsync(id, call.Command, cancellationToken));
    }

    [Function("AuthForgot"), Public, NotStored, Rate(RouteClass.Auth)]
    [Operation(
        "Ask for a new password",
        Tag = "auth",
        Body = typeof(ForgotPassword),
        Status = 202,
        Description = "Mails a link that is good for an hour, if there is such an account. The answer is the same if there is none."
    )]
    public async Task<IResult> Forgot(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/auth/forgot")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Agent>(request, _ => Taken);
        var body = await call.BodyAsync<ForgotPassword>(cancellationToken);
        await desk.ForgetAsync(body.Email, call.Command, cancellationToken);
        return Taken;
    }

    [Function("AuthReset"), Public, NotStored, Rate(RouteClass.Auth)]
    [Operation(
        "Choose a new password by a link",
        Tag = "auth",
        Body = typeof(ResetPassword),
        Status = 204,
        Description = "Works once. Ends every session of the agent and unlocks the account."
    )]
    public async Task<IResult> Reset(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/auth/reset")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Agent>(request, _ => Answer.NoContent);
        var body = await call.BodyAsync<ResetPassword>(cancellationToken);
        return call.Answer(
            await desk.ChooseAsync(
                LinkPurpose.Reset,
                body.Token,
                body.Password,
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("AuthAcceptInvite"), Public, NotStored, Rate(RouteClass.Auth)]
    [Operation(
        "Choose the first password by an invitation",
        Tag = "auth",
        Body = typeof(AcceptInvite),
        Status = 204,
        Description = "Works once; log in afterwards."
    )]
    public async Task<IResult> Accept(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/auth/accept-invite")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Agent>(request, _ => Answer.NoContent);
        var body = await call.BodyAsync<AcceptInvite>(cancellationToken);
        return call.Answer(
            await desk.ChooseAsync(
                LinkPurpose.Invite,
                body.Token,
                body.Password,
                call.Command,
                cancellationToken
            )
        );
    }
}
