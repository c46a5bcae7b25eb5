using KoSales.Domain.Sla;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Sla.Policies;

public sealed class SlaPolicyFunctions(
    SlaPolicyDesk desk,
    Lists lists,
    Items items,
    Patches patches
)
{
    private static readonly ResourceAnswers<SlaPolicy> Resource = new(
        "sla-policies",
        SlaPolicies.Collection,
        Projection.For<SlaPolicyView>()
    );

    [Function("SlaPoliciesList"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "List SLA policies",
        Tag = "sla-policies",
        Result = typeof(SlaPolicyView),
        List = "sla-policies"
    )]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/sla-policies")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) => await lists.AnswerAsync(SlaPolicyLists.Policies, request, cancellationToken);

    [Function("SlaPoliciesGet"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "Get an SLA policy",
        Tag = "sla-policies",
        Picks = true,
        Result = typeof(SlaPolicyView)
    )]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/sla-policies/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await items.GetAsync(SlaPolicyLists.Policies, id, request, cancellationToken);

    [Function("SlaPoliciesCreate"), Access(Role.Manager)]
    [Operation(
        "Create an SLA policy",
        Tag = "sla-policies",
        Body = typeof(CreateSlaPolicy),
        Result = typeof(SlaPolicyView),
        Status = 201
    )]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/sla-policies")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<SlaPolicy>(request, Resource.Created);
        return call.Answer(
            await desk.CreateAsync(
                await call.BodyAsync<CreateSlaPolicy>(cancellationToken),
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("SlaPoliciesPatch"), Access(Role.Manager)]
    [Operation(
        "Change an SLA policy",
        Tag = "sla-policies",
        Body = typeof(EditSlaPolicy),
        Result = typeof(SlaPolicyView),
        Patch = true,
        Description = "Clocks that run keep what they started with."
    )]
    public async Task<IResult> Patch(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "v1/sla-policies/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<SlaPolicy>(request, Resource.Shown);
        return call.Answer(
            await desk.EditAsync(
                id,
                await patches.ReadAsync<EditSlaPolicy>(request, cancellationToken),
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("SlaPoliciesDelete"), Access(Role.Manager)]
    [Operation("Delete an SLA policy", Tag = "sla-policies", Rehearses = true, Status = 204)]
    public async Task<IResult> Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/sla-policies/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<SlaPolicy>(request, _ => Answer.NoContent);
        return call.Answer(
            await desk.DeleteAsync(id, IfMatches.Optional(request), call.Command, cancellationToken)
        );
    }
}
