using System.Text.Json;
using KoSales.Domain.Definitions;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Functions.Definitions;
using KoSales.Functions.Writing;

namespace KoSales.Functions.Pipelines.Workflows;

/// <summary>Drafts, edits, publishes and retires pipeline workflows.</summary>
public sealed class WorkflowDesk(
    IDocumentStore store,
    IdAllocator ids,
    WorkflowCache cache,
    WorkflowChecks checks,
    IPlanReleases releases,
    Commits commits
)
{
    private readonly DefinitionDesk<PipelineWorkflow> _desk = new(
        store,
        commits,
        PipelineWorkflows.Collection,
        cache.Evict
    );

    public async Task<Verdict<PipelineWorkflow>> DraftAsync(
        CreatePipelineWorkflow body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var rule = RuleOf(body.StartsWhen);
        var faults = await checks.RuleFaultsAsync(body.Kind, rule, cancellationToken);
        if (faults.Count > 0)
            return Verdict<PipelineWorkflow>.Refuse(faults);
        var draft = new PipelineWorkflow
        {
            StartsWhen = rule,
            Id = await ids.NextAsync<PipelineWorkflowId>(cancellationToken),
            Kind = body.Kind,
            Name = body.Name.Trim(),
            Stages = StageBody.Definitions(body.Stages),
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };
        return await _desk.DraftAsync(draft, command, cancellationToken);
    }

    public Task<Verdict<PipelineWorkflow>> EditAsync(
        string id,
        PatchRequest<EditPipelineWorkflow> patch,
        Command command,
        CancellationToken cancellationToken
    ) =>
        _desk.ChangeAsync(
            id,
            command,
            async (current, _) =>
            {
                if (patch.Patch.IfMatch.Check(id, current.Version) is { } stale)
                    return stale;
                var edited = Edited(current, patch);
                return edited.IsRefused || !patch.Patch.Has("starts_when")
                    ? edited
                    : await WithRuleAsync(
                        edited.Value,
                        RuleOf(patch.Edit.StartsWhen),
                        cancellationToken
                    );
            },
            cancellationToken
        );

    private async ValueTask<Verdict<PipelineWorkflow>> WithRuleAsync(
        PipelineWorkflow edited,
        JsonElement? rule,
        CancellationToken cancellationToken
    )
    {
        var faults = await checks.RuleFaultsAsync(edited.Kind, rule, cancellationToken);
        if (faults.Count > 0)
            return Verdict<PipelineWorkflow>.Refuse(faults);
        return edited with { StartsWhen = rule };
    }

    /// <summary>Refused with every fault of the definition at once.</summary>
    public Task<Verdict<PipelineWorkflow>> PublishAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    ) => PublishAsync(id, [], command, cancellationToken);

    /// <param name="taskWorkflows">Whose drafts are published in the same transaction, each checked against
    /// the other as it is to be.</param>
    public async Task<Verdict<PipelineWorkflow>> PublishAsync(
        string id,
        IReadOnlyList<string> taskWorkflows,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var published = await _desk.PublishAsync(
            id,
            command,
            (current, batch) =>
                FaultsAsync(batch, current, taskWorkflows, command, cancellationToken),
            cancellationToken
        );
        if (!published.IsRefused)
            releases.Released();
        return published;
    }

    private async ValueTask<IReadOnlyList<Fault>> FaultsAsync(
        WriteBatch batch,
        PipelineWorkflow current,
        IReadOnlyList<string> taskWorkflows,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var stages = current.DraftStages ?? current.Stages;
        var released = await releases.AddAsync(
            batch,
            taskWorkflows,
            current with
            {
                Stages = stages,
            },
            command,
            cancellationToken
        );
        if (released.IsRefused)
            return released.Faults;
        var referred = await checks.FaultsAsync(
            current.Kind,
            stages,
            released.Value,
            cancellationToken
        );
        var gone = await checks.GoneAsync(current, stages, cancellationToken);
        return [.. referred, .. gone];
    }

    public Task<Verdict<PipelineWorkflow>> RetireAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    ) => _desk.ChangeAsync(id, command, (current, _) => new(current.Retire()), cancellationToken);

    /// <summary>One default per kind: the old one ceases to be it in the same transaction.</summary>
    public Task<Verdict<PipelineWorkflow>> MakeDefaultAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    ) =>
        _desk.ChangeAsync(
            id,
            command,
            (current, batch) =>
            {
                var others = Filter.AllOf(
                    Filter.Eq("kind", Wire(current.Kind)),
                    PipelineWorkflows.IsDefault,
                    new Filter.Not(Filter.Eq("id", id))
                );
                batch.Patch(
                    PipelineWorkflows.Collection,
                    others,
                    new Patch(command.Now, command.Actor.Id)
                    {
                        Set = new Dictionary<string, string?> { ["is_default"] = "false" },
                    }
                );
                return new(current.MakeDefault());
            },
            cancellationToken
        );

    /// <param name="condition">Null when the caller does not mind which version is deleted.</param>
    public Task<Verdict<PipelineWorkflow>> DeleteAsync(
        string id,
        IfMatch? condition,
        Command command,
        CancellationToken cancellationToken
    ) => _desk.DeleteAsync(id, condition, command, cancellationToken);

    public Task<Verdict<PipelineWorkflow>> RestoreAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    ) =>
        _desk.ChangeAsync(
            id,
            command,
            (current, _) => new(current with { DeletedAt = null }),
            cancellationToken,
            deleted: true
        );

    /// <summary>The workflow as it was in a published version.</summary>
    public async Task<Verdict<PipelineWorkflow>> VersionAsync(
        string id,
        int version,
        CancellationToken cancellationToken
    )
    {
        var workflow = await _desk.FindAsync(id, cancellationToken);
        if (workflow.IsRefused)
            return workflow;
        return await cache.FindVersionAsync(id, version, cancellationToken) is { } found
            ? workflow.Value with
            {
                WorkflowVersion = version,
                Stages = found.Stages,
                DraftStages = null,
            }
            : Fault.NotFound("workflow_version", $"{id}.{version}");
    }

    internal static string Wire(PipelineKind kind) => WireNames<PipelineKind>.Of(kind);

    private static JsonElement? RuleOf(JsonElement? rule) =>
        rule is { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } ? null : rule?.Clone();

    private static Verdict<PipelineWorkflow> Edited(
        PipelineWorkflow current,
        PatchRequest<EditPipelineWorkflow> patch
    )
    {
        if (current.Status == DefinitionStatus.Retired)
            return DefinitionFaults.RetiredEdit;
        if (patch.Patch.Has("name") && patch.Edit.Name is null)
            return Fault.Invalid("/name", "required", "This member cannot be cleared.");
        var named = patch.Edit.Name is { } name ? current with { Name = name.Trim() } : current;
        if (patch.Edit.Stages is { } stages)
            return named.Edit(StageBody.Definitions(stages));
        return patch.Patch.Has("stages") ? WithoutDraft(named) : named;
    }

    private static Verdict<PipelineWorkflow> WithoutDraft(PipelineWorkflow workflow)
    {
        if (workflow.Status == DefinitionStatus.Draft)
            return Fault.Invalid(
                "/stages",
                "required",
                "This member cannot be cleared: nothing is published yet that would stay."
            );
        return workflow with { DraftStages = null };
    }
}
