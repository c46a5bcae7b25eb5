using KoSales.Domain.AssignmentJobs;
using KoSales.Domain.Jobs;
using KoSales.Functions.Assignment;
using KoSales.Functions.AssignmentJobs.Running;
using KoSales.Functions.Jobs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.AssignmentJobs;

public sealed class AssignmentControlFunctions(
    AssignmentLedger ledger,
    AssignmentJobDesk desk,
    AssignmentUndoing undoing,
    AssignmentStarts starts
)
{
    private readonly JobControl<CohortAssignmentJob> _control = new(
        ledger,
        starts,
        AssignmentJobList.Answers.Shown
    );

    [Function("CohortAssignmentJobsPause"), Access(Role.Manager)]
    [Operation(
        "Pause an assignment job; batches under way finish",
        Tag = "cohort-assignment-jobs",
        Result = typeof(AssignmentJobView)
    )]
    public Task<IResult> Pause(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/cohort-assignment-jobs/{id}/pause"
        )]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        CancellationToken cancellationToken
    ) => _control.AskAsync(request, client, id, JobMoves.Pause, cancellationToken);

    [Function("CohortAssignmentJobsResume"), Access(Role.Manager)]
    [Operation(
        "Resume a paused assignment job",
        Tag = "cohort-assignment-jobs",
        Result = typeof(AssignmentJobView)
    )]
    public Task<IResult> Resume(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/cohort-assignment-jobs/{id}/resume"
        )]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        CancellationToken cancellationToken
    ) => _control.AskAsync(request, client, id, JobMoves.Resume, cancellationToken);

    [Function("CohortAssignmentJobsCancel"), Access(Role.Manager)]
    [Operation(
        "Cancel an assignment job; what was given stays given",
        Tag = "cohort-assignment-jobs",
        Rehearses = true,
        Result = typeof(AssignmentJobView)
    )]
    public Task<IResult> Cancel(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/cohort-assignment-jobs/{id}/cancel"
        )]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        CancellationToken cancellationToken
    ) => _control.AskAsync(request, client, id, JobMoves.Cancel, cancellationToken);

    [Function("CohortAssignmentJobsRun"), Access(Role.Manager), Rate(RouteClass.Bulk)]
    [Operation(
        "Carry out the plan of a dry run",
        Tag = "cohort-assignment-jobs",
        Rehearses = true,
        Result = typeof(AssignmentJobView),
        Status = 202,
        Description = "Records that have changed since the plan are left alone and counted as skipped."
    )]
    public async Task<IResult> Run(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/cohort-assignment-jobs/{id}/run"
        )]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<CohortAssignmentJob>(request, AssignmentJobList.Accepted);
        return await starts.StartAsync(
            client,
            call,
            await desk.RunAsync(id, call.Command, cancellationToken),
            cancellationToken
        );
    }

    [Function("CohortAssignmentJobsRetry"), Access(Role.Manager), Rate(RouteClass.Bulk)]
    [Operation(
        "Plan and hand out again what failed",
        Tag = "cohort-assignment-jobs",
        Rehearses = true,
        Result = typeof(AssignmentJobView),
        Status = 202
    )]
    public async Task<IResult> Retry(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/cohort-assignment-jobs/{id}/retry"
        )]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<CohortAssignmentJob>(request, AssignmentJobList.Accepted);
        return await starts.StartAsync(
            client,
            call,
            await desk.RetryAsync(id, call.Command, cancellationToken),
            cancellationToken
        );
    }

    [Function("CohortAssignmentJobsUndo"), Access(Role.Manager), Rate(RouteClass.Bulk)]
    [Operation(
        "Take an assignment job back",
        Tag = "cohort-assignment-jobs",
        Result = typeof(AssignmentJobView),
        Status = 202,
        Query = ["dry_run"],
        Description = "Records that have changed hands since stay where they are; "
            + "undo {reversed, kept, failed} counts. "
            + "With dry_run=true the answer is 200 with those counts, and nothing is done."
    )]
    [AlsoAnswers(200, typeof(AssignmentUndone), "With dry_run=true: what would go back.")]
    public async Task<IResult> Undo(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/cohort-assignment-jobs/{id}/undo"
        )]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        CancellationToken cancellationToken
    )
    {
        if (Flags.DryRun(request))
            return await PreviewAsync(request, id, cancellationToken);
        var call = new Call<CohortAssignmentJob>(request, AssignmentJobList.Accepted);
        return await starts.StartAsync(
            client,
            call,
            await desk.UndoAsync(id, call.Command, cancellationToken),
            cancellationToken
        );
    }

    private async Task<IResult> PreviewAsync(
        HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<AssignmentUndone>(
            request,
            undone => Answers.Of(undone, AssignmentContractsJson.Wire.AssignmentUndone)
        );
        var job = (await desk.UndoableAsync(id, call.Command, cancellationToken)).OrRefuse();
        return call.Answer(await undoing.PreviewAsync(job, cancellationToken));
    }
}
