using System.Text.Json;
using KoSales.Domain.Filters.Reading;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Domain.Tasks;
using KoSales.Functions.Pipelines.Moves;
using KoSales.Functions.References;

namespace KoSales.Functions.Pipelines.Workflows;

/// <summary>Says which SLA policies exist.</summary>
public interface IStagePolicies
{
    ValueTask<IReadOnlySet<string>> ExistingAsync(
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    );
}

/// <summary>There are none.</summary>
public sealed class NoStagePolicies : IStagePolicies
{
    public ValueTask<IReadOnlySet<string>> ExistingAsync(
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    ) => new(new HashSet<string>());
}

/// <summary>Checks what the stages of a definition refer to: fields of the entity, task workflows,
/// policies.</summary>
public sealed class WorkflowChecks(
    IDocumentStore store,
    EntityTable entities,
    IStagePolicies policies,
    IEnumerable<IStageUses> uses
)
{
    private static readonly IReadOnlyDictionary<string, TaskWorkflow> None =
        new Dictionary<string, TaskWorkflow>();

    /// <summary>Every fault, with pointers into <c>stages</c>.</summary>
    public ValueTask<IReadOnlyList<Fault>> FaultsAsync(
        PipelineKind kind,
        IReadOnlyList<StageDefinition> stages,
        CancellationToken cancellationToken
    ) => FaultsAsync(kind, stages, None, cancellationToken);

    /// <summary>Stages that were published and are no longer there, though a rule or an action still names
    /// them and no other workflow of the kind has them.</summary>
    public async ValueTask<IReadOnlyList<Fault>> GoneAsync(
        PipelineWorkflow before,
        IReadOnlyList<StageDefinition> stages,
        CancellationToken cancellationToken
    )
    {
        if (before.Status != DefinitionStatus.Published)
            return [];
        var gone = before.Stages.Select(s => s.Key).Except(stages.Select(s => s.Key)).ToHashSet();
        if (gone.Count == 0)
            return [];
        gone.ExceptWith(await StagesElsewhereAsync(before, cancellationToken));
        List<Fault> faults = [];
        foreach (var stage in gone.Order(StringComparer.Ordinal))
        {
            foreach (var feature in uses)
            {
                var named = await feature.OfAsync(before.Kind.Entity(), stage, cancellationToken);
                faults.AddRange(named.Select(use => InUse(stage, use)));
            }
        }

        return faults;
    }

    /// <summary>Those of the other published workflows of its kind.</summary>
    private async ValueTask<IReadOnlySet<string>> StagesElsewhereAsync(
        PipelineWorkflow workflow,
        CancellationToken cancellationToken
    )
    {
        HashSet<string> stages = [];
        await foreach (
            var other in store.StreamAsync(
                PipelineWorkflows.Collection,
                Filter.Eq("status", "published"),
                cancellationToken
            )
        )
        {
            if (other.Id != workflow.Id && other.Kind == workflow.Kind)
                stages.UnionWith(other.Stages.Select(s => s.Key));
        }

        return stages;
    }

    private static Fault InUse(string stage, Reference use) =>
        Fault.Invalid(
            "/stages",
            "workflow.stage_in_use",
            $"{use.Id} names the stage '{stage}' at {use.Pointer}; change that first."
        );

    /// <param name="released">Task workflows that are published along, as they are to be.</param>
    public async ValueTask<IReadOnlyList<Fault>> FaultsAsync(
        PipelineKind kind,
        IReadOnlyList<StageDefinition> stages,
        IReadOnlyDictionary<string, TaskWorkflow> released,
        CancellationToken cancellationToken
    )
    {
        var fields = await entities.FieldsAsync(kind, cancellationToken);
        var plans = await PlansAsync(stages, released, cancellationToken);
        var known = await policies.ExistingAsync(
            [.. stages.Select(s => s.SlaPolicyId).OfType<string>().Distinct()],
            cancellationToken
        );
        return
        [
            .. stages.SelectMany((s, i) => GuardFaults(s, fields, $"/stages/{i}/entry_guard")),
            .. stages.SelectMany(
                (s, i) => FieldFaults(kind, s, fields, $"/stages/{i}/required_fields")
            ),
            .. stages.SelectMany(
                (s, i) => PlanFaults(s, stages, plans, $"/stages/{i}/task_workflow_id")
            ),
            .. PolicyFaults(stages, known),
        ];
    }

    private static IEnumerable<Fault> PolicyFaults(
        IReadOnlyList<StageDefinition> stages,
        IReadOnlySet<string> known
    )
    {
        foreach (var (place, stage) in stages.Index())
        {
            if (stage.SlaPolicyId is { } id && !known.Contains(id))
                yield return Fault.Invalid(
                    $"/stages/{place}/sla_policy_id",
                    "workflow.unknown_policy",
                    $"There is no SLA policy {id}."
                );
        }
    }

    /// <summary>What is wrong with the rule by which new entities start on a workflow; empty without
    /// one.</summary>
    public async ValueTask<IReadOnlyList<Fault>> RuleFaultsAsync(
        PipelineKind kind,
        JsonElement? rule,
        CancellationToken cancellationToken
    ) =>
        rule is { } given
            ? FilterJson
                .Parse(given, await entities.FieldsAsync(kind, cancellationToken), "/starts_when")
                .Faults
            : [];

    private static IEnumerable<Fault> GuardFaults(
        StageDefinition stage,
        IFieldCatalog fields,
        string pointer
    ) => stage.EntryGuard is { } guard ? FilterJson.Parse(guard, fields, pointer).Faults : [];

    private IEnumerable<Fault> FieldFaults(
        PipelineKind kind,
        StageDefinition stage,
        IFieldCatalog fields,
        string pointer
    ) =>
        stage
            .RequiredFields.Index()
            .Where(f => !FieldPath.IsValid(f.Item) || !entities.CanRequire(kind, f.Item, fields))
            .Select(f =>
                Fault.Invalid(
                    $"{pointer}/{f.Index}",
                    "workflow.unknown_field",
                    "There is no such field that a stage could require."
                )
            );

    private async ValueTask<Dictionary<string, TaskWorkflow>> PlansAsync(
        IReadOnlyList<StageDefinition> stages,
        IReadOnlyDictionary<string, TaskWorkflow> released,
        CancellationToken cancellationToken
    )
    {
        string[] ids = [.. stages.Select(s => s.TaskWorkflowId).OfType<string>().Distinct()];
        var found = await store.GetManyAsync(TaskWorkflows.Collection, ids, cancellationToken);
        var plans = found
            .Select(TaskWorkflows.Collection.Read)
            .Where(w => w is { DeletedAt: null, Status: DefinitionStatus.Published })
            .ToDictionary(w => w.Id.Value);
        foreach (var (id, workflow) in released)
            plans[id] = workflow;
        return plans;
    }

    private static IEnumerable<Fault> PlanFaults(
        StageDefinition stage,
        IReadOnlyList<StageDefinition> stages,
        Dictionary<string, TaskWorkflow> plans,
        string pointer
    )
    {
        if (stage.TaskWorkflowId is not { } id)
            return [];
        if (!plans.TryGetValue(id, out var workflow))
            return
            [
                Fault.Invalid(
                    pointer,
                    "workflow.unknown_task_workflow",
                    $"There is no published task workflow {id}."
                ),
            ];
        return StagesOf(workflow.Plan)
            .Where(to => stages.All(s => s.Key != to))
            .Select(to =>
                Fault.Invalid(
                    pointer,
                    "workflow.unknown_stage",
                    $"The task workflow {id} leads to '{to}', which is no stage of this workflow."
                )
            );
    }

    private static IEnumerable<string> StagesOf(TaskPlan plan) =>
        plan
            .Steps.SelectMany(s => s.Outcomes)
            .SelectMany(o => new[] { o.NextStage, o.Retry?.ThenStage })
            .Append(plan.AutoAdvanceTo)
            .OfType<string>()
            .Distinct();
}
