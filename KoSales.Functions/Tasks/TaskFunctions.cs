using KoSales.Domain.Tasks;
using KoSales.Functions.Tasks.Making;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Tasks;

public sealed class TaskFunctions(TaskIntake intake, Lists lists, Items items, Patches patches)
{
    [Function("TasksList"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "List tasks",
        Tag = "tasks",
        Result = typeof(TaskView),
        List = "tasks",
        Query = ["overdue"],
        Description = "overdue=true: open ones past their due instant, the oldest first."
    )]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/tasks")] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        Flags.Read(request, "overdue")
            ? await lists.AnswerAsync(
                TaskLists.Overdue,
                TaskLists.PastDue(RequestState.Of(request.HttpContext).Now),
                request,
                cancellationToken
            )
            : await lists.AnswerAsync(TaskLists.Tasks, request, cancellationToken);

    [Function("TasksGet"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation("Get a task", Tag = "tasks", Picks = true, Result = typeof(TaskView))]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/tasks/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await items.GetAsync(TaskLists.Tasks, id, request, cancellationToken);

    [Function("TasksCreate"), Access(Role.Manager, Role.Agent, Role.Integration)]
    [Operation(
        "Create a task by hand",
        Tag = "tasks",
        Body = typeof(CreateTask),
        Result = typeof(TaskView),
        Status = 201
    )]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/tasks")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<SalesTask>(request, TaskLists.Answers.Created);
        return call.Answer(
            await intake.CreateAsync(
                await call.BodyAsync<CreateTask>(cancellationToken),
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("TasksPatch"), Access(Role.Manager, Role.Agent, Role.Integration)]
    [Operation(
        "Change a task",
        Tag = "tasks",
        Body = typeof(EditTask),
        Result = typeof(TaskView),
        Patch = true
    )]
    public async Task<IResult> Patch(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "v1/tasks/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<SalesTask>(request, TaskLists.Answers.Shown);
        var patch = await patches.ReadAsync<EditTask>(request, cancellationToken);
        return call.Answer(await intake.EditAsync(id, patch, call.Command, cancellationToken));
    }
}
