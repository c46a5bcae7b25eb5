using KoSales.Domain.Pipelines.Workflows;
using KoSales.Functions.Definitions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Pipelines.Workflows;

public sealed class WorkflowFunctions(WorkflowDesk desk, Lists lists, Items items, Patches patches)
{
    [
        Function("PipelineWorkflowsList"),
        Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)
    ]
    [Operation(
        "List pipeline workflows",
        Tag = "pipeline-workflows",
        Result = typeof(PipelineWorkflowView),
        List = "pipeline-workflows"
    )]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/pipeline-workflows")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) => await lists.AnswerAsync(WorkflowLists.Workflows, request, cancellationToken);

    [
        Function("PipelineWorkflowsGet"),
        Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)
    ]
    [Operation(
        "Get a pipeline workflow",
        Tag = "pipeline-workflows",
        Picks = true,
        Result = typeof(PipelineWorkflowView),
        Query = ["workflow_version"],
        Description = "With workflow_version: as it was published then."
    )]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/pipeline-workflows/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        if (WorkflowVersionQuery.Of(request) is not { } version)
            return await items.GetAsync(WorkflowLists.Workflows, id, request, cancellationToken);
        var found = (await desk.VersionAsync(id, version, cancellationToken)).OrRefuse();
        return WorkflowLists.Answers.Shown(found) with
        {
            ETag = $"\"{PipelineWorkflowVersion.IdOf(id, version)}\"",
        };
    }

    [Function("PipelineWorkflowsCreate"), Access(Role.Manager)]
    [Operation(
        "Draft a pipeline workflow",
        Tag = "pipeline-workflows",
        Body = typeof(CreatePipelineWorkflow),
        Result = typeof(PipelineWorkflowView),
        Status = 201
    )]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/pipeline-workflows")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<PipelineWorkflow>(request, WorkflowLists.Answers.Created);
        return call.Answer(
            await desk.DraftAsync(
                await call.BodyAsync<CreatePipelineWorkflow>(cancellationToken),
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("PipelineWorkflowsPatch"), Access(Role.Manager)]
    [Operation(
        "Edit a pipeline workflow's draft",
        Tag = "pipeline-workflows",
        Body = typeof(EditPipelineWorkflow),
        Result = typeof(PipelineWorkflowView),
        Patch = true
    )]
    public async Task<IResult> Patch(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "v1/pipeline-workflows/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<PipelineWorkflow>(request, WorkflowLists.Answers.Shown);
        var patch = await patches.ReadAsync<EditPipelineWorkflow>(request, cancellationToken);
        return call.Answer(await desk.EditAsync(id, patch, call.Command, cancellationToken));
    }

    [Function("PipelineWorkflowsDelete"), Access(Role.Manager)]
    [Operation(
        "Delete a draft that was never published",
        Tag = "pipeline-workflows",
        Rehearses = true,
        Status = 204
    )]
    public async Task<IResult> Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "v1/pipeline-workflows/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<PipelineWorkflow>(request, _ => Answer.NoContent);
        return call.Answer(
            await desk.DeleteAsync(id, IfMatches.Optional(request), call.Command, cancellationToken)
        );
    }

    [Function("PipelineWorkflowsRestore"), Access(Role.Manager)]
    [Operation(
        "Restore a deleted draft",
        Tag = "pipeline-workflows",
        Result = typeof(PipelineWorkflowView)
    )]
    public async Task<IResult> Restore(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/pipeline-workflows/{id}/restore"
        )]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<PipelineWorkflow>(request, WorkflowLists.Answers.Shown);
        return call.Answer(await desk.RestoreAsync(id, call.Command, cancellationToken));
    }

    [Function("PipelineWorkflowsPublish"), Access(Role.Manager)]
    [Operation(
        "Publish a workflow's draft as its next version",
        Tag = "pipeline-workflows",
        Rehearses = true,
        Body = typeof(PublishPipelineWorkflow),
        Result = typeof(PipelineWorkflowView),
        Description = "Refused with every fault of the definition at once. The body may be left out; "
            + "task_workflows are published in the same step, for a stage that both rename."
    )]
    public async Task<IResult> Publish(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/pipeline-workflows/{id}/publish"
        )]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<PipelineWorkflow>(request, WorkflowLists.Answers.Shown);
        var hasBody = request.ContentLength is > 0 || request.ContentType is not null;
        var body = hasBody
            ? await call.BodyAsync<PublishPipelineWorkflow>(cancellationToken)
            : new PublishPipelineWorkflow();
        return call.Answer(
            await desk.PublishAsync(id, body.TaskWorkflows ?? [], call.Command, cancellationToken)
        );
    }

    [Function("PipelineWorkflowsRetire"), Access(Role.Manager)]
    [Operation(
        "Start nothing new on a workflow",
        Tag = "pipeline-workflows",
        Rehearses = true,
        Result = typeof(PipelineWorkflowView),
        Description = "What runs on it goes on."
    )]
    public async Task<IResult> Retire(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/pipeline-workflows/{id}/retire"
        )]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<PipelineWorkflow>(request, WorkflowLists.Answers.Shown);
        return call.Answer(await desk.RetireAsync(id, call.Command, cancellationToken));
    }

    [Function("PipelineWorkflowsMakeDefault"), Access(Role.Manager)]
    [Operation(
        "Start new entities of its kind on a workflow",
        Tag = "pipeline-workflows",
        Rehearses = true,
        Result = typeof(PipelineWorkflowView)
    )]
    public async Task<IResult> MakeDefault(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/pipeline-workflows/{id}/make-default"
        )]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<PipelineWorkflow>(request, WorkflowLists.Answers.Shown);
        return call.Answer(await desk.MakeDefaultAsync(id, call.Command, cancellationToken));
    }
}

internal static class WorkflowLists
{
    public static readonly ListSpec<PipelineWorkflowView> Workflows = new()
    {
        Name = "pipeline-workflows",
        Noun = "workflow",
        Collection = PipelineWorkflows.Collection,
        Fields = new Dictionary<string, FieldType>
        {
            ["id"] = FieldType.Text,
            ["kind"] = FieldType.Text,
            ["name"] = FieldType.Text,
            ["status"] = FieldType.Text,
            ["is_default"] = FieldType.Flag,
            ["created_at"] = FieldType.Instant,
            ["updated_at"] = FieldType.Instant,
        },
        Scope = _ => Filter.Everything,
    };

    public static readonly ResourceAnswers<PipelineWorkflow> Answers = new(
        "pipeline-workflows",
        PipelineWorkflows.Collection,
        Projection.For<PipelineWorkflowView>()
    );
}
