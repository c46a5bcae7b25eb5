using KoSales.Functions.Api.Csv;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Jobs;

public sealed class JobFunctions(JobErrors errors, Lists lists, Items items)
{
    [Function("JobsList"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation("List jobs", Tag = "jobs", List = "jobs", Result = typeof(JobView))]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/jobs")] HttpRequest request,
        CancellationToken cancellationToken
    ) => await lists.AnswerAsync(JobList.Spec, request, cancellationToken);

    [Function("JobsGet"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "Show a job with its progress",
        Tag = "jobs",
        Picks = true,
        Result = typeof(JobView)
    )]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/jobs/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await items.GetAsync(JobList.Spec, id, request, cancellationToken);

    [Function("JobsErrors"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "Download the faults of a job by row",
        Tag = "jobs",
        ResultType = CsvAnswer.MediaType
    )]
    public async Task<IResult> Errors(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/jobs/{id}/errors")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await errors.OfAsync(id, RequestState.Of(request.HttpContext).Actor, cancellationToken);
}
