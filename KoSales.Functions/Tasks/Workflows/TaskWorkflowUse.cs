using System.Runtime.CompilerServices;
using KoSales.Domain.Agents;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Domain.Tasks;
using KoSales.Functions.Tasks.Making;

namespace KoSales.Functions.Tasks.Workflows;

/// <summary>Checks a task workflow where it meets others: the pipelines whose stages run it, the agents it
/// names, the policies of its clocks.</summary>
public sealed class TaskWorkflowUse(IDocumentStore store, ISlaClocks clocks)
{
    private const int MostWorkflows = 200;

    /// <summary>Every fault of the plan that would be published, with pointers into <c>steps</c>.</summary>
    public ValueTask<IReadOnlyList<Fault>> FaultsAsync(
        TaskWorkflow workflow,
        CancellationToken cancellationToken
    ) => FaultsAsync(workflow, null, cancellationToken);

    /// <param name="along">A pipeline workflow that is published with it, as it is to be; null for
    /// none.</param>
    public async ValueTask<IReadOnlyList<Fault>> FaultsAsync(
        TaskWorkflow workflow,
        PipelineWorkflow? along,
        CancellationToken cancellationToken
    )
    {
        var plan = workflow.DraftPlan ?? workflow.Plan;
        List<Fault> faults = [];
        foreach (var pipeline in await UsersAsync(workflow.Id.Value, along, cancellationToken))
            faults.AddRange(StageFaults(plan, pipeline));
        await foreach (var fault in StepFaultsAsync(plan, cancellationToken))
            faults.Add(fault);
        return faults;
    }

    private async IAsyncEnumerable<Fault> StepFaultsAsync(
        TaskPlan plan,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var (i, step) in plan.Steps.Index())
        {
            if (await IsUnknownAgentAsync(step.Assignee, cancellationToken))
                yield return Fault.Invalid(
                    $"/steps/{i}/assignee",
                    "workflow.unknown_agent",
                    "There is no such agent."
                );
            if (await IsUnknownPolicyAsync(step, cancellationToken))
                yield return Fault.Invalid(
                    $"/steps/{i}/sla_policy_id",
                    "workflow.unknown_policy",
                    "There is no such SLA policy."
                );
        }
    }

    /// <summary>Null when no published pipeline stage runs it.</summary>
    public async ValueTask<Fault?> InUseAsync(string id, CancellationToken cancellationToken) =>
        await UsersAsync(id, null, cancellationToken) is [var user, ..]
            ? Fault.Conflict(
                "workflow.in_use",
                $"The pipeline workflow {user.Id} runs it; publish that without it first.",
                ("used_by", new[] { user.Id.Value })
            )
            : null;

    private static IEnumerable<Fault> StageFaults(TaskPlan plan, PipelineWorkflow pipeline)
    {
        bool IsUnknown(string? stage) =>
            stage is not null && pipeline.Stages.All(s => s.Key != stage);
        Fault Unknown(string pointer, string stage) =>
            Fault.Invalid(
                pointer,
                "workflow.unknown_stage",
                $"The pipeline workflow {pipeline.Id}, which runs this, has no stage '{stage}'."
            );

        if (IsUnknown(plan.AutoAdvanceTo))
            yield return Unknown("/auto_advance_to", plan.AutoAdvanceTo!);
        foreach (var (i, step) in plan.Steps.Index())
        {
            foreach (var (o, outcome) in step.Outcomes.Index())
            {
                if (IsUnknown(outcome.NextStage))
                    yield return Unknown($"/steps/{i}/outcomes/{o}/next_stage", outcome.NextStage!);
                if (IsUnknown(outcome.Retry?.ThenStage))
                    yield return Unknown(
                        $"/steps/{i}/outcomes/{o}/retry/then_stage",
                        outcome.Retry!.ThenStage
                    );
            }
        }
    }

    private async ValueTask<IReadOnlyList<PipelineWorkflow>> UsersAsync(
        string id,
        PipelineWorkflow? along,
        CancellationToken cancellationToken
    )
    {
        var published = new Query(PipelineWorkflows.Collection, Filter.Eq("status", "published"))
        {
            Limit = MostWorkflows,
        };
        var all = await store.ListAsync(PipelineWorkflows.Collection, published, cancellationToken);
        var others = all.Where(w => w.Id != along?.Id);
        return
        [
            .. (along is null ? others : others.Append(along)).Where(w =>
                w.Stages.Any(s => s.TaskWorkflowId == id)
            ),
        ];
    }

    private async ValueTask<bool> IsUnknownAgentAsync(
        string assignee,
        CancellationToken cancellationToken
    ) =>
        assignee.StartsWith(AssigneeRules.Agent, StringComparison.Ordinal)
        && await store.FindAsync(
            Agent.Collection,
            assignee[AssigneeRules.Agent.Length..],
            cancellationToken
        )
            is not { DeletedAt: null };

    private async ValueTask<bool> IsUnknownPolicyAsync(
        TaskStep step,
        CancellationToken cancellationToken
    ) =>
        step.SlaPolicyId is { } policy
        && await clocks.TermsAsync(
            new SlaQuestion(policy, null, step.Priority, null, null),
            cancellationToken
        )
            is null;
}
