using KoSales.Domain.Pipelines.Workflows;
using KoSales.Domain.Tasks;
using NodaTime;

namespace KoSales.Functions.Pipelines.Workflows;

/// <summary>Publishes the default pipelines and their task workflows in a new installation. One
/// transaction, so of two processes that start at once one makes them.</summary>
public sealed class FirstWorkflows(IDocumentStore store, IdAllocator ids, TimeProvider time)
    : IStartTask
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (await IsThereAsync(cancellationToken))
            return;
        var batch = await MakeAsync(
            Instant.FromDateTimeOffset(time.GetUtcNow()),
            cancellationToken
        );
        var result = await store.CommitAsync(batch, cancellationToken);
        if (!result.IsCommitted && !await IsThereAsync(cancellationToken))
            throw new InvalidOperationException(
                $"the default workflows could not be written: {result.Status}, {result.Index}"
            );
    }

    private async Task<bool> IsThereAsync(CancellationToken cancellationToken) =>
        await store.FirstAsync(PipelineWorkflows.Collection, Filter.Everything, cancellationToken)
            is not null;

    private async Task<WriteBatch> MakeAsync(Instant now, CancellationToken cancellationToken)
    {
        var batch = new WriteBatch();
        var plans = await AddPlansAsync(batch, now, cancellationToken);
        PipelineKind[] kinds = [PipelineKind.Lead, PipelineKind.Contact, PipelineKind.Deal];
        var workflowIds = await ids.BlockAsync<PipelineWorkflowId>(kinds.Length, cancellationToken);
        foreach (var (i, kind) in kinds.Index())
            AddWorkflow(
                batch,
                workflowIds[i],
                kind,
                DefaultPipelines.Stages(kind, plans.GetValueOrDefault),
                now
            );
        return batch;
    }

    /// <summary>The ids of the plans by where they belong.</summary>
    private async Task<Dictionary<string, string>> AddPlansAsync(
        WriteBatch batch,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var planIds = await ids.BlockAsync<TaskWorkflowId>(
            DefaultPlans.All.Count,
            cancellationToken
        );
        Dictionary<string, string> plans = [];
        foreach (var (i, (place, (name, plan))) in DefaultPlans.All.Index())
        {
            AddPlan(batch, planIds[i], name, plan, now);
            plans[place] = planIds[i].Value;
        }

        return plans;
    }

    private static void AddPlan(
        WriteBatch batch,
        TaskWorkflowId id,
        string name,
        TaskPlan plan,
        Instant now
    )
    {
        var by = Actor.System.Id;
        var workflow = new TaskWorkflow
        {
            Id = id,
            Name = name,
            Status = DefinitionStatus.Published,
            WorkflowVersion = 1,
            Plan = plan,
            CreatedAt = now,
            UpdatedAt = now,
            CreatedBy = by,
            UpdatedBy = by,
        };
        batch
            .Insert(TaskWorkflows.Collection, workflow)
            .Insert(TaskWorkflows.Versions, workflow.ToVersion());
    }

    private static void AddWorkflow(
        WriteBatch batch,
        PipelineWorkflowId id,
        PipelineKind kind,
        IReadOnlyList<StageDefinition> stages,
        Instant now
    )
    {
        var by = Actor.System.Id;
        var workflow = new PipelineWorkflow
        {
            Id = id,
            Kind = kind,
            Name = $"{kind} pipeline",
            Status = DefinitionStatus.Published,
            WorkflowVersion = 1,
            IsDefault = true,
            Stages = stages,
            CreatedAt = now,
            UpdatedAt = now,
            CreatedBy = by,
            UpdatedBy = by,
        };
        batch
            .Insert(PipelineWorkflows.Collection, workflow)
            .Insert(PipelineWorkflows.Versions, workflow.ToVersion());
    }
}
