using KoSales.Domain.Leads;
using KoSales.Functions.Leads.Bulk;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Leads;

public sealed class LeadActionFunctions(LeadDesk desk)
{
    [Function("LeadsLose"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "Mark a lead as lost",
        Tag = "leads",
        Rehearses = true,
        Body = typeof(LeadReason),
        Result = typeof(LeadView)
    )]
    public async Task<IResult> Lose(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/leads/{id}/lose")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Lead>(request, LeadAnswers.Shown);
        var body = await call.BodyAsync<LeadReason>(cancellationToken);
        return call.Answer(
            await desk.LoseAsync(LeadId.Of(id), body.Reason, call.Command, cancellationToken)
        );
    }

    [Function("LeadsJunk"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "Mark a lead as junk",
        Tag = "leads",
        Rehearses = true,
        Body = typeof(LeadReason),
        Result = typeof(LeadView)
    )]
    public async Task<IResult> Junk(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/leads/{id}/junk")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Lead>(request, LeadAnswers.Shown);
        var body = await call.BodyAsync<LeadReason>(cancellationToken);
        return call.Answer(
            await desk.JunkAsync(LeadId.Of(id), body.Reason, call.Command, cancellationToken)
        );
    }

    [Function("LeadsReopen"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "Reopen a lost or junk lead",
        Tag = "leads",
        Rehearses = true,
        Body = typeof(LeadReason),
        Result = typeof(LeadView)
    )]
    public async Task<IResult> Reopen(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/leads/{id}/reopen")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Lead>(request, LeadAnswers.Shown);
        var body = await call.BodyAsync<LeadReason>(cancellationToken);
        return call.Answer(
            await desk.ReopenAsync(LeadId.Of(id), body.Reason, call.Command, cancellationToken)
        );
    }

    [Function("LeadsPipeline"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "Start the pipeline of a lead that has none",
        Tag = "leads",
        Body = typeof(StartLeadPipeline),
        Result = typeof(LeadView),
        Description = "With the tasks of its first stage, for leads that were imported with start_pipeline=false."
    )]
    public async Task<IResult> StartPipeline(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/leads/{id}/pipeline")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Lead>(request, LeadAnswers.Shown);
        return call.Answer(
            await desk.StartPipelineAsync(
                LeadId.Of(id),
                await WorkflowAsync(request, call, cancellationToken),
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("LeadsRestore"), Access(Role.Manager)]
    [Operation(
        "Restore a deleted lead",
        Tag = "leads",
        Rehearses = true,
        Result = typeof(LeadView)
    )]
    public async Task<IResult> Restore(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/leads/{id}/restore")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Lead>(request, LeadAnswers.Shown);
        return call.Answer(await desk.RestoreAsync(LeadId.Of(id), call.Command, cancellationToken));
    }

    /// <summary>The body may be left out.</summary>
    private static async ValueTask<string?> WorkflowAsync(
        HttpRequest request,
        Call<Lead> call,
        CancellationToken cancellationToken
    ) =>
        request.ContentLength is null or 0 && request.ContentType is null
            ? null
            : (await call.BodyAsync<StartLeadPipeline>(cancellationToken)).WorkflowId;
}
