using KoSales.Domain.Tasks;
using KoSales.Functions.Definitions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Tasks.Workflows;

public sealed class TaskWorkflowFunctions(
    TaskWorkflowDesk desk,
    Lists lists,
    Items items,
    Patches patches
)
{
    internal static readonly ListSpec<TaskWorkflowView> Workflows = new()
    {
        Name = "task-workflows",
        Noun = "workflow",
        Collection = TaskWorkflows.Collection,
        Fields = new Dictionary<string, FieldType>
        {
            ["id"] = FieldType.Text,
            ["name"] = FieldType.Text,
            ["status"] = FieldType.Text,
            ["created_at"] = FieldType.Instant,
            ["updated_at"] = FieldType.Instant,
        },
        Scope = _ => Filter.Everything,
    };

    private static readonly ResourceAnswers<TaskWorkflow> Answers = new(
        "task-workflows",
        TaskWorkflows.Collection,
        Projection.For<TaskWorkflowView>()
    );

    [
        Function("TaskWorkflowsList"),
        Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)
    ]
    [Operation(
        "List task workflows",
        Tag = "task-workflows",
        Result = typeof(TaskWorkflowView),
        List = "task-workflows"
    )]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/task-workflows")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) => await lists.AnswerAsync(Workflows, request, cancellationToken);

    [Function("TaskWorkflowsGet"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "Get a task workflow",
        Tag = "task-workflows",
        Picks = true,
        Result = typeof(TaskWorkflowView),
        Query = ["workflow_version"],
        Description = "With workflow_version: as it was published then."
    )]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/task-workflows/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        if (WorkflowVersionQuery.Of(request) is not { } version)
            return await items.GetAsync(Workflows, id, request, cancellationToken);
        var found = (await desk.VersionAsync(id, version, cancellationToken)).OrRefuse();
        return Answers.Shown(found) with { ETag = $"\"{TaskWorkflowVersion.IdOf(id, version)}\"" };
    }

    [Function("TaskWorkflowsCreate"), Access(Role.Manager)]
    [Operation(
        "Draft a task workflow",
        Tag = "task-workflows",
        Body = typeof(CreateTaskWorkflow),
        Result = typeof(TaskWorkflowView),
        Status = 201
    )]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/task-workflows")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<TaskWorkflow>(request, Answers.Created);
        return call.Answer(
            await desk.DraftAsync(
                await call.BodyAsync<CreateTaskWorkflow>(cancellationToken),
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("TaskWorkflowsPatch"), Access(Role.Manager)]
    [Operation(
        "Edit a task workflow's draft",
        Tag = "task-workflows",
        Body = typeof(EditTaskWorkflow),
        Result = typeof(TaskWorkflowView),
        Patch = true
    )]
    public async Task<IResult> Patch(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "v1/task-workflows/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<TaskWorkflow>(request, Answers.Shown);
        var patch = await patches.ReadAsync<EditTaskWorkflow>(request, cancellationToken);
        return call.Answer(await desk.EditAsync(id, patch, call.Command, cancellationToken));
    }

    [Function("TaskWorkflowsDelete"), Access(Role.Manager)]
    [Operation(
        "Delete a draft that was never published",
        Tag = "task-workflows",
        Rehearses = true,
        Status = 204
    )]
    public async Task<IResult> Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/task-workflows/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<TaskWorkflow>(request, _ => Answer.NoContent);
        return call.Answer(
            await desk.DeleteAsync(id, IfMatches.Optional(request), call.Command, cancellationToken)
        );
    }

    [Function("TaskWorkflowsPublish"), Access(Role.Manager)]
    [Operation(
        "Publish a task workflow's draft as its next version",
        Tag = "task-workflows",
        Rehearses = true,
        Result = typeof(TaskWorkflowView),
        Description = "Refused with every fault of the plan at once. Visits under way end on the version they began on."
    )]
    public async Task<IResult> Publish(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/task-workflows/{id}/publish"
        )]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<TaskWorkflow>(request, Answers.Shown);
        return call.Answer(await desk.PublishAsync(id, call.Command, cancellationToken));
    }

    [Function("TaskWorkflowsRetire"), Access(Role.Manager)]
    [Operation(
        "Start nothing new on a task workflow",
        Tag = "task-workflows",
        Rehearses = true,
        Result = typeof(TaskWorkflowView),
        Description = "Refused while a published pipeline stage runs it."
    )]
    public async Task<IResult> Retire(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/task-workflows/{id}/retire")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<TaskWorkflow>(request, Answers.Shown);
        return call.Answer(await desk.RetireAsync(id, call.Command, cancellationToken));
    }
}
