using KoSales.Functions.Cohorts.Evaluation;
using KoSales.Functions.Durable;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Cohorts;

public sealed class CohortFunctions(
    CohortDesk desk,
    CohortFollowUp followUp,
    Lists lists,
    Items items,
    Patches patches,
    DurableClients clients
)
{
    [Function("CohortsList"), Access(Role.Manager, Role.Auditor)]
    [Operation("List cohorts", Tag = "cohorts", Result = typeof(CohortView), List = "cohorts")]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/cohorts")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) => await lists.AnswerAsync(CohortLists.Cohorts, request, cancellationToken);

    [Function("CohortsGet"), Access(Role.Manager, Role.Auditor)]
    [Operation(
        "Get a cohort",
        Tag = "cohorts",
        Picks = true,
        Result = typeof(CohortView),
        Description = "Always whole: its size changes without its version."
    )]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/cohorts/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await items.GetAsync(CohortLists.Cohorts, id, request, cancellationToken);

    [Function("CohortsCreate"), Access(Role.Manager), Rate(RouteClass.Bulk)]
    [Operation(
        "Create a cohort",
        Tag = "cohorts",
        Body = typeof(CreateCohort),
        Result = typeof(CohortView),
        Status = 201,
        Description = "Evaluated at once when that takes about a second; else evaluated_ruling is absent until the job evaluation_job_id is done."
    )]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/cohorts")]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        clients.Offer(client);
        var call = new Call<CohortCase>(request, CohortAnswers.Created);
        var saved = (
            await desk.CreateAsync(
                await call.BodyAsync<CreateCohort>(cancellationToken),
                call.Command,
                cancellationToken
            )
        ).OrRefuse();
        return call.Answer(await followUp.AfterAsync(saved, [], client, cancellationToken));
    }

    [Function("CohortsPatch"), Access(Role.Manager), Rate(RouteClass.Bulk)]
    [Operation(
        "Change a cohort",
        Tag = "cohorts",
        Body = typeof(EditCohort),
        Result = typeof(CohortView),
        Patch = true,
        Description = "rule, include_ids, exclude_ids, on_enter and on_exit are replaced as a whole. A new rule thaws a frozen cohort."
    )]
    public async Task<IResult> Patch(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "v1/cohorts/{id}")]
            HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<CohortCase>(request, CohortAnswers.Shown);
        var patch = await patches.ReadAsync<EditCohort>(request, cancellationToken);
        var before = (await desk.FindAsync(id, call.Command, cancellationToken)).OrRefuse();
        var saved = (await desk.EditAsync(id, patch, call.Command, cancellationToken)).OrRefuse();
        return call.Answer(
            await followUp.AfterAsync(
                saved,
                CohortFollowUp.PinsBetween(before, saved.Case.Cohort),
                client,
                cancellationToken
            )
        );
    }

    [Function("CohortsDelete"), Access(Role.Manager)]
    [Operation(
        "Delete a cohort",
        Tag = "cohorts",
        Rehearses = true,
        Status = 204,
        Description = "Refused while rules of other cohorts ask for its members."
    )]
    public async Task<IResult> Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/cohorts/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<CohortCase>(request, _ => Answer.NoContent);
        var saved = await desk.DeleteAsync(
            id,
            IfMatches.Optional(request),
            call.Command,
            cancellationToken
        );
        return call.Answer(saved.OrRefuse().Case);
    }
}
