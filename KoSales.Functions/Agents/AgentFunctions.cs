using KoSales.Domain.Agents;
using KoSales.Domain.Loads;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using NodaTime;

namespace KoSales.Functions.Agents;

public sealed class AgentFunctions(
    AgentDesk desk,
    Lists lists,
    Items items,
    Patches patches,
    AgentAnswers loads
)
{
    private static readonly ResourceAnswers<Agent> Answers = new(
        "agents",
        Agent.Collection,
        Projection.For<AgentView>()
    );

    [Function("AgentsList"), Access(Role.Manager, Role.Agent, Role.Auditor)]
    [Operation(
        "List agents",
        Tag = "agents",
        Result = typeof(AgentView),
        List = "agents",
        Description = "Agents see their team as cards: id, name, team, status, roles."
    )]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/agents")] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        await lists.AnswerAsync(
            AgentLists.For(RequestState.Of(request.HttpContext).Actor),
            request,
            cancellationToken
        );

    [Function("AgentsGet"), Access(Role.Manager, Role.Agent, Role.Auditor)]
    [Operation("Get an agent", Tag = "agents", Picks = true, Result = typeof(AgentView))]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/agents/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) =>
        await items.GetAsync(
            AgentLists.For(RequestState.Of(request.HttpContext).Actor, id),
            id,
            request,
            cancellationToken
        );

    [Function("AgentsCreate"), Access(Role.Admin), NotStored]
    [Operation(
        "Create an agent",
        Tag = "agents",
        Body = typeof(CreateAgent),
        Result = typeof(AgentView),
        Status = 201
    )]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/agents")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Agent>(request, Answers.Created);
        var hired = await desk.HireAsync(
            await call.BodyAsync<CreateAgent>(cancellationToken),
            call.Command,
            cancellationToken
        );
        return await loads.WithLoadAsync(call.Answer(hired), hired.Value.Id, cancellationToken);
    }

    [Function("AgentsPatch"), Access(Role.Manager)]
    [Operation(
        "Change an agent",
        Tag = "agents",
        Body = typeof(EditAgent),
        Result = typeof(AgentView),
        Patch = true,
        Description = "Managers change capacity, skills and leave of their team."
    )]
    public async Task<IResult> Patch(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "v1/agents/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Agent>(request, Answers.Shown);
        var patch = await patches.ReadAsync<EditAgent>(request, cancellationToken);
        return await loads.WithLoadAsync(
            call.Answer(
                await desk.EditAsync(AgentId.Of(id), patch, call.Command, cancellationToken)
            ),
            AgentId.Of(id),
            cancellationToken
        );
    }

    [Function("AgentsDelete"), Access(Role.Admin)]
    [Operation(
        "Delete an agent",
        Tag = "agents",
        Rehearses = true,
        Status = 204,
        Description = "Refused while the agent owns open leads or tasks."
    )]
    public async Task<IResult> Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/agents/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Agent>(request, _ => Answer.NoContent);
        return call.Answer(
            await desk.RemoveAsync(
                AgentId.Of(id),
                IfMatches.Optional(request),
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("AgentsRestore"), Access(Role.Admin)]
    [Operation("Restore a deleted agent", Tag = "agents", Result = typeof(AgentView))]
    public async Task<IResult> Restore(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/agents/{id}/restore")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Agent>(request, Answers.Shown);
        return await loads.WithLoadAsync(
            call.Answer(await desk.RestoreAsync(AgentId.Of(id), call.Command, cancellationToken)),
            AgentId.Of(id),
            cancellationToken
        );
    }

    [Function("AgentsUnlock"), Access(Role.Manager), Rate(RouteClass.Auth)]
    [Operation(
        "Unlock an agent's account",
        Tag = "agents",
        Status = 204,
        Description = "Ends the lock that wrong passwords caused. Managers unlock those of their team."
    )]
    public async Task<IResult> Unlock(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/agents/{id}/unlock")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Agent>(request, _ => Answer.NoContent);
        return call.Answer(await desk.UnlockAsync(AgentId.Of(id), call.Command, cancellationToken));
    }

    [Function("AgentsPassword"), Access(Role.Admin), NotStored, Rate(RouteClass.Auth)]
    [Operation(
        "Set an agent's password",
        Tag = "agents",
        Body = typeof(SetPassword),
        Status = 204,
        Description = "Ends every session of the agent and unlocks the account."
    )]
    public async Task<IResult> Password(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/agents/{id}/password")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Agent>(request, _ => Answer.NoContent);
        var body = await call.BodyAsync<SetPassword>(cancellationToken);
        return call.Answer(
            await desk.SetPasswordAsync(
                AgentId.Of(id),
                body.Password,
                call.Command,
                cancellationToken
            )
        );
    }
}

/// <summary>Answers to writes of agents, with what the agent holds.</summary>
public sealed class AgentAnswers(IDocumentStore store, TimeProvider time)
{
    public async ValueTask<Answer> WithLoadAsync(
        Answer answer,
        AgentId id,
        CancellationToken cancellationToken
    )
    {
        if (
            await store.FindAsync(AgentLoads.Collection, id.Value, cancellationToken)
            is not { } load
        )
            return answer;
        var members = LoadShape.Of(load, Instant.FromDateTimeOffset(time.GetUtcNow()));
        return answer with
        {
            Body = (byte[])[.. answer.Body.Span[..^1], (byte)',', .. members.AsSpan(1)],
        };
    }
}
