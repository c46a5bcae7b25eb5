using KoSales.Domain.Jobs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Jobs;

public sealed class JobControlFunctions(JobDesk desk, JobStarts starts)
{
    private readonly JobControl<Job> _control = new(desk, starts, JobList.Answers.Shown);

    [Function("JobsStart")]
    public async Task Start(
        [TimerTrigger("*/15 * * * * *", UseMonitor = false)] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        await starts.SweepAsync(client, cancellationToken);
        await starts.EndCancelledAsync(client, cancellationToken);
    }

    [Function("JobsPause"), Access(Role.Manager, Role.Agent, Role.Integration)]
    [Operation("Pause a job; parts under way finish", Tag = "jobs", Result = typeof(JobView))]
    public Task<IResult> Pause(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/jobs/{id}/pause")]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        CancellationToken cancellationToken
    ) => _control.AskAsync(request, client, id, JobMoves.Pause, cancellationToken);

    [Function("JobsResume"), Access(Role.Manager, Role.Agent, Role.Integration)]
    [Operation("Resume a paused job", Tag = "jobs", Result = typeof(JobView))]
    public Task<IResult> Resume(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/jobs/{id}/resume")]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        CancellationToken cancellationToken
    ) => _control.AskAsync(request, client, id, JobMoves.Resume, cancellationToken);

    [Function("JobsCancel"), Access(Role.Manager, Role.Agent, Role.Integration)]
    [Operation(
        "Cancel a job; what is done stays done",
        Tag = "jobs",
        Rehearses = true,
        Result = typeof(JobView)
    )]
    public Task<IResult> Cancel(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/jobs/{id}/cancel")]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        CancellationToken cancellationToken
    ) => _control.AskAsync(request, client, id, JobMoves.Cancel, cancellationToken);
}

/// <summary>Names of the external events that jobs' orchestrations listen to.</summary>
public static class JobEvents
{
    /// <summary>No payload: look at the job again.</summary>
    public const string Wake = "JobWake";
}
