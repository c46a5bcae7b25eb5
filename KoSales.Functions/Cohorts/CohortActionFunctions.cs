using KoSales.Domain.Jobs;
using KoSales.Functions.Cohorts.Evaluation;
using KoSales.Functions.Jobs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Cohorts;

public sealed class CohortActionFunctions(
    CohortDesk desk,
    CohortFollowUp followUp,
    JobStarts starts
)
{
    [Function("CohortsEvaluate"), Access(Role.Manager), Rate(RouteClass.Bulk)]
    [Operation(
        "Evaluate a cohort over all records",
        Tag = "cohorts",
        Rehearses = true,
        Result = typeof(JobView),
        Status = 202,
        Description = "A job. Members follow every change by themselves; this finds what a restored backup or a direct change of the store left behind."
    )]
    public async Task<IResult> Evaluate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/cohorts/{id}/evaluate")]
            HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<Job>(request, JobList.Accepted);
        var queued = await desk.EvaluateAsync(id, call.Command, cancellationToken);
        return await starts.StartAsync(client, call, queued, cancellationToken);
    }

    [Function("CohortsPin"), Access(Role.Manager)]
    [Operation(
        "Pin records into a cohort or out of it",
        Tag = "cohorts",
        Rehearses = true,
        Body = typeof(PinCohortMembers),
        Result = typeof(CohortView),
        Description = "Pins win over the rule, and exclude over include. A record's earlier pins are replaced."
    )]
    public async Task<IResult> Pin(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/cohorts/{id}/pin")]
            HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<CohortCase>(request, CohortAnswers.Shown);
        var body = await call.BodyAsync<PinCohortMembers>(cancellationToken);
        var saved = (await desk.PinAsync(id, body, call.Command, cancellationToken)).OrRefuse();
        return call.Answer(await followUp.AfterAsync(saved, body.Ids, client, cancellationToken));
    }

    [Function("CohortsUnpin"), Access(Role.Manager)]
    [Operation(
        "Remove pins",
        Tag = "cohorts",
        Rehearses = true,
        Body = typeof(UnpinCohortMembers),
        Result = typeof(CohortView)
    )]
    public async Task<IResult> Unpin(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/cohorts/{id}/unpin")]
            HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<CohortCase>(request, CohortAnswers.Shown);
        var body = await call.BodyAsync<UnpinCohortMembers>(cancellationToken);
        var saved = (await desk.UnpinAsync(id, body, call.Command, cancellationToken)).OrRefuse();
        return call.Answer(await followUp.AfterAsync(saved, body.Ids, client, cancellationToken));
    }

    [Function("CohortsPause"), Access(Role.Manager)]
    [Operation(
        "Pause a cohort",
        Tag = "cohorts",
        Result = typeof(CohortView),
        Description = "Its members stay as they are."
    )]
    public async Task<IResult> Pause(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/cohorts/{id}/pause")]
            HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<CohortCase>(request, CohortAnswers.Shown);
        var saved = (await desk.PauseAsync(id, call.Command, cancellationToken)).OrRefuse();
        return call.Answer(await followUp.AfterAsync(saved, [], client, cancellationToken));
    }

    [Function("CohortsResume"), Access(Role.Manager), Rate(RouteClass.Bulk)]
    [Operation(
        "Resume a paused or archived cohort",
        Tag = "cohorts",
        Result = typeof(CohortView),
        Description = "It is evaluated over all records."
    )]
    public async Task<IResult> Resume(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/cohorts/{id}/resume")]
            HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<CohortCase>(request, CohortAnswers.Shown);
        var saved = (await desk.ResumeAsync(id, call.Command, cancellationToken)).OrRefuse();
        return call.Answer(await followUp.AfterAsync(saved, [], client, cancellationToken));
    }

    [Function("CohortsArchive"), Access(Role.Manager)]
    [Operation(
        "Archive a cohort",
        Tag = "cohorts",
        Rehearses = true,
        Result = typeof(CohortView),
        Description = "Its members stay as they were."
    )]
    public async Task<IResult> Archive(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/cohorts/{id}/archive")]
            HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<CohortCase>(request, CohortAnswers.Shown);
        var saved = (await desk.ArchiveAsync(id, call.Command, cancellationToken)).OrRefuse();
        return call.Answer(await followUp.AfterAsync(saved, [], client, cancellationToken));
    }
}
