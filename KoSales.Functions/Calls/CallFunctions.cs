using KoSales.Functions.Durable;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Calls;

public sealed class CallFunctions(
    CallDesk desk,
    Lists lists,
    Items items,
    Patches patches,
    DurableClients clients
)
{
    [Function("CallsList"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "List calls",
        Tag = "calls",
        Result = typeof(CallView),
        List = "calls",
        Query = ["deleted"],
        Description = "Those about records that one sees, newest first."
    )]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/calls")] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        await lists.AnswerAsync(
            Flags.Read(request, "deleted") ? CallLists.Deleted : CallLists.Calls,
            request,
            cancellationToken
        );

    [Function("CallsGet"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation("Get a call", Tag = "calls", Picks = true, Result = typeof(CallView))]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/calls/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var actor = RequestState.Of(request.HttpContext).Actor;
        (await desk.FindAsync(id, actor, cancellationToken)).OrRefuse();
        return await items.GetAsync(CallLists.OfEntity, id, request, cancellationToken);
    }

    [Function("CallsCreate"), Access(Role.Manager, Role.Agent, Role.Integration)]
    [Operation(
        "Write down a call, or tell of one again",
        Tag = "calls",
        Body = typeof(CreateCall),
        Result = typeof(CallView),
        Status = 201,
        Description = "By people, and by telephony providers with provider and provider_call_id: "
            + "a call that is known by these is brought up to date and answered with 200, "
            + "however often and in whatever order it is told of."
    )]
    [AlsoAnswers(200, typeof(CallView), "The call of the provider that was known already.")]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/calls")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        clients.Offer(client);
        var call = new Call<CallTaken>(request, CallAnswers.Taken);
        return call.Answer(
            await desk.LogAsync(
                await call.BodyAsync<CreateCall>(cancellationToken),
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("CallsPatch"), Access(Role.Manager, Role.Agent, Role.Integration)]
    [Operation(
        "Say what came of a call",
        Tag = "calls",
        Body = typeof(EditCall),
        Result = typeof(CallView),
        Patch = true,
        Description = "Whoever made or wrote it down, and the managers of what it is about."
    )]
    public async Task<IResult> Patch(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "v1/calls/{id}")]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        CancellationToken cancellationToken
    )
    {
        clients.Offer(client);
        var call = new Call<CallTaken>(request, CallAnswers.Taken);
        var patch = await patches.ReadAsync<EditCall>(request, cancellationToken);
        return call.Answer(await desk.EditAsync(id, patch, call.Command, cancellationToken));
    }

    [Function("CallsDelete"), Access(Role.Manager)]
    [Operation(
        "Delete a call",
        Tag = "calls",
        Rehearses = true,
        Status = 204,
        Description = "What it did to tasks and clocks stays. It can be restored."
    )]
    public async Task<IResult> Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/calls/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<CallTaken>(request, CallAnswers.Gone);
        return call.Answer(
            await desk.DeleteAsync(id, IfMatches.Optional(request), call.Command, cancellationToken)
        );
    }

    [Function("CallsRestore"), Access(Role.Manager)]
    [Operation(
        "Restore a deleted call",
        Tag = "calls",
        Rehearses = true,
        Result = typeof(CallView)
    )]
    public async Task<IResult> Restore(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/calls/{id}/restore")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<CallTaken>(request, CallAnswers.Taken);
        return call.Answer(await desk.RestoreAsync(id, call.Command, cancellationToken));
    }
}
