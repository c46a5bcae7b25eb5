using KoSales.Domain.Tasks;
using KoSales.Functions.Durable;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Tasks;

public sealed class TaskActionFunctions(TaskDesk desk, DurableClients clients)
{
    [Function("TasksStart"), Access(Role.Manager, Role.Agent, Role.Integration)]
    [Operation("Begin work on a task", Tag = "tasks", Result = typeof(TaskView))]
    public async Task<IResult> Start(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/tasks/{id}/start")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<SalesTask>(request, TaskLists.Answers.Shown);
        return call.Answer(await desk.StartAsync(id, call.Command, cancellationToken));
    }

    [Function("TasksComplete"), Access(Role.Manager, Role.Agent, Role.Integration)]
    [Operation(
        "Complete a task with its outcome",
        Tag = "tasks",
        Body = typeof(CompleteTask),
        Result = typeof(TaskView)
    )]
    public async Task<IResult> Complete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/tasks/{id}/complete")]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        CancellationToken cancellationToken
    )
    {
        clients.Offer(client);
        var call = new Call<SalesTask>(request, TaskLists.Answers.Shown);
        return call.Answer(
            await desk.CompleteAsync(
                id,
                await call.BodyAsync<CompleteTask>(cancellationToken),
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("TasksHold"), Access(Role.Manager, Role.Agent, Role.Integration)]
    [Operation(
        "Put a task on hold; its clock stands still",
        Tag = "tasks",
        Body = typeof(TaskReason),
        Result = typeof(TaskView)
    )]
    public async Task<IResult> Hold(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/tasks/{id}/hold")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<SalesTask>(request, TaskLists.Answers.Shown);
        return call.Answer(
            await desk.HoldAsync(
                id,
                await ReasonAsync(request, call, cancellationToken),
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("TasksResume"), Access(Role.Manager, Role.Agent, Role.Integration)]
    [Operation("Take a held task up again", Tag = "tasks", Result = typeof(TaskView))]
    public async Task<IResult> Resume(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/tasks/{id}/resume")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<SalesTask>(request, TaskLists.Answers.Shown);
        return call.Answer(await desk.ResumeAsync(id, call.Command, cancellationToken));
    }

    [Function("TasksCancel"), Access(Role.Manager, Role.Agent, Role.Integration)]
    [Operation(
        "Cancel a task",
        Tag = "tasks",
        Rehearses = true,
        Body = typeof(TaskReason),
        Result = typeof(TaskView)
    )]
    public async Task<IResult> Cancel(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/tasks/{id}/cancel")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<SalesTask>(request, TaskLists.Answers.Shown);
        return call.Answer(
            await desk.CancelAsync(
                id,
                await ReasonAsync(request, call, cancellationToken),
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("TasksSkip"), Access(Role.Manager, Role.Agent, Role.Integration)]
    [Operation(
        "Skip a task; the plan goes on as if it were done",
        Tag = "tasks",
        Rehearses = true,
        Body = typeof(TaskReason),
        Result = typeof(TaskView)
    )]
    public async Task<IResult> Skip(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/tasks/{id}/skip")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<SalesTask>(request, TaskLists.Answers.Shown);
        return call.Answer(
            await desk.SkipAsync(
                id,
                await ReasonAsync(request, call, cancellationToken),
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("TasksReassign"), Access(Role.Manager, Role.Agent, Role.Integration)]
    [Operation(
        "Give a task to another agent or to a team's pool",
        Tag = "tasks",
        Rehearses = true,
        Body = typeof(ReassignTask),
        Result = typeof(TaskView)
    )]
    public async Task<IResult> Reassign(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/tasks/{id}/reassign")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<SalesTask>(request, TaskLists.Answers.Shown);
        return call.Answer(
            await desk.ReassignAsync(
                id,
                await call.BodyAsync<ReassignTask>(cancellationToken),
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("TasksReopen"), Access(Role.Manager, Role.Agent, Role.Integration)]
    [Operation(
        "Reopen a closed task",
        Tag = "tasks",
        Rehearses = true,
        Body = typeof(TaskReason),
        Result = typeof(TaskView)
    )]
    public async Task<IResult> Reopen(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/tasks/{id}/reopen")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<SalesTask>(request, TaskLists.Answers.Shown);
        return call.Answer(
            await desk.ReopenAsync(
                id,
                await ReasonAsync(request, call, cancellationToken),
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("TasksAcknowledge"), Access(Role.Manager, Role.Agent, Role.Integration)]
    [Operation(
        "Acknowledge an escalated task; its ladder stops",
        Tag = "tasks",
        Result = typeof(TaskView)
    )]
    public async Task<IResult> Acknowledge(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/tasks/{id}/acknowledge")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<SalesTask>(request, TaskLists.Answers.Shown);
        return call.Answer(await desk.AcknowledgeAsync(id, call.Command, cancellationToken));
    }

    /// <summary>Why, if anybody said so: these actions may come without a body.</summary>
    private static async ValueTask<TaskReason> ReasonAsync(
        HttpRequest request,
        Call<SalesTask> call,
        CancellationToken cancellationToken
    ) =>
        request.ContentLength is null or 0 && request.ContentType is null
            ? new TaskReason()
            : await call.BodyAsync<TaskReason>(cancellationToken);
}
