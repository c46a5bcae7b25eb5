using KoSales.Domain.AssignmentJobs;
using KoSales.Functions.Api.Csv;
using KoSales.Functions.AssignmentJobs.Planning;
using KoSales.Functions.AssignmentJobs.Running;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.AssignmentJobs;

public sealed class AssignmentJobFunctions(
    AssignmentJobIntake intake,
    AssignmentExplain explain,
    AssignmentErrors errors,
    AssignmentStarts starts,
    Lists lists,
    Items items
)
{
    [Function("CohortsAssign"), Access(Role.Manager), Rate(RouteClass.Bulk)]
    [Operation(
        "Hand the members of a cohort to agents",
        Tag = "cohorts",
        Body = typeof(AssignCohort),
        Result = typeof(AssignmentJobView),
        Status = 202,
        Query = ["dry_run"],
        Description = "A job: shares by strategy within each agent's capacity. A dry run stores the plan; POST …/run carries it out."
    )]
    public async Task<IResult> Assign(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/cohorts/{id}/assign")]
            HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<CohortAssignmentJob>(request, AssignmentJobList.Accepted);
        var body = await call.BodyAsync<AssignCohort>(cancellationToken);
        var queued = await intake.AssignAsync(
            id,
            body with
            {
                DryRun = body.DryRun == true || Flags.DryRun(request),
            },
            call.Command,
            cancellationToken
        );
        return await starts.StartAsync(client, call, queued, cancellationToken);
    }

    [Function("AgentsRedistribute"), Access(Role.Manager), Rate(RouteClass.Bulk)]
    [Operation(
        "Hand all open leads of an agent to others",
        Tag = "agents",
        Body = typeof(RedistributePortfolio),
        Result = typeof(AssignmentJobView),
        Status = 202,
        Query = ["dry_run"]
    )]
    public async Task<IResult> Redistribute(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/agents/{id}/redistribute")]
            HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<CohortAssignmentJob>(request, AssignmentJobList.Accepted);
        var body = await call.BodyAsync<RedistributePortfolio>(cancellationToken);
        var queued = await intake.RedistributeAsync(
            id,
            body with
            {
                DryRun = body.DryRun == true || Flags.DryRun(request),
            },
            call.Command,
            cancellationToken
        );
        return await starts.StartAsync(client, call, queued, cancellationToken);
    }

    [Function("CohortAssignmentJobsList"), Access(Role.Manager, Role.Auditor)]
    [Operation(
        "List assignment jobs",
        Tag = "cohort-assignment-jobs",
        List = "cohort-assignment-jobs",
        Result = typeof(AssignmentJobView)
    )]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/cohort-assignment-jobs")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) => await lists.AnswerAsync(AssignmentJobList.Spec, request, cancellationToken);

    [Function("CohortAssignmentJobsGet"), Access(Role.Manager, Role.Auditor)]
    [Operation(
        "Show an assignment job with its progress and report",
        Tag = "cohort-assignment-jobs",
        Picks = true,
        Result = typeof(AssignmentJobView)
    )]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/cohort-assignment-jobs/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await items.GetAsync(AssignmentJobList.Spec, id, request, cancellationToken);

    [Function("CohortAssignmentJobsErrors"), Access(Role.Manager, Role.Auditor)]
    [Operation(
        "Download what an assignment job could not hand over, by record",
        Tag = "cohort-assignment-jobs",
        ResultType = CsvAnswer.MediaType
    )]
    public async Task<IResult> Errors(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "get",
            Route = "v1/cohort-assignment-jobs/{id}/errors"
        )]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        Flags.AllowOnly(request);
        return await errors.OfAsync(
            id,
            RequestState.Of(request.HttpContext).Actor,
            cancellationToken
        );
    }

    [Function("CohortAssignmentJobsExplain"), Access(Role.Manager, Role.Auditor)]
    [Operation(
        "Say what a job does with one record, and who might have it",
        Tag = "cohort-assignment-jobs",
        Result = typeof(AssignmentExplanation),
        Query = ["id"]
    )]
    public async Task<IResult> Explain(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "get",
            Route = "v1/cohort-assignment-jobs/{id}/explain"
        )]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var actor = RequestState.Of(request.HttpContext).Actor;
        var explained = await explain.OfAsync(
            id,
            request.Query["id"].ToString(),
            actor,
            cancellationToken
        );
        return Answers.Of(
            explained.OrRefuse(),
            AssignmentJobContractsJson.Wire.AssignmentExplanation
        );
    }

    [Function("AssignmentDigestsList"), Access(Role.Manager, Role.Agent, Role.Auditor)]
    [Operation(
        "List what jobs brought agents: one notice per job and agent",
        Tag = "cohort-assignment-jobs",
        List = "assignment-digests",
        Result = typeof(AssignmentDigestView)
    )]
    public async Task<IResult> Digests(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/assignment-digests")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) => await lists.AnswerAsync(AssignmentJobList.Digests, request, cancellationToken);

    [Function("AssignmentJobsStart")]
    public async Task Start(
        [TimerTrigger("5/15 * * * * *", UseMonitor = false)] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        await starts.SweepAsync(client, cancellationToken);
        await starts.EndCancelledAsync(client, cancellationToken);
    }
}
