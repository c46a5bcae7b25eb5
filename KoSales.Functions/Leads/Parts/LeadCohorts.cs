using System.Text.Json;
using KoSales.Domain.Cohorts;
using KoSales.Domain.Fields;
using KoSales.Domain.Leads;
using KoSales.Domain.Pipelines;
using KoSales.Functions.Cohorts.Actions;
using KoSales.Functions.Leads.Handing;
using KoSales.Functions.Pipelines.Moves;
using KoSales.Functions.Tasks;
using KoSales.Functions.Tasks.Making;
using KoSales.Functions.Writing;

namespace KoSales.Functions.Leads.Parts;

/// <summary>Leads in cohorts.</summary>
public sealed class LeadCohorts(
    IDocumentStore store,
    LeadDesk leads,
    LeadAssigning assigning,
    TaskIntake tasks,
    PipelineMover pipelines,
    Commits commits
) : ICohortEntity
{
    /// <summary>A task made by the system falls to the lead's owner, as one of an integration does.</summary>
    private static readonly Actor ForOwner = Actor.System with
    {
        Roles = [Role.Admin, Role.Integration],
    };

    public EntityKind Kind => EntityKind.Lead;

    public ListSpec List => LeadLists.Leads;

    public async Task<Verdict<CohortActed>> ActAsync(
        CohortAction action,
        string entityId,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (
            await store.FindAsync(LeadStore.Collection, entityId, cancellationToken)
            is not { DeletedAt: null } lead
        )
            return Fault.NotFound("lead", entityId);
        return action.Type switch
        {
            CohortActionType.AddTag => await TagAsync(
                lead,
                action.Tag!,
                Added,
                command,
                cancellationToken
            ),
            CohortActionType.RemoveTag => await TagAsync(
                lead,
                action.Tag!,
                Removed,
                command,
                cancellationToken
            ),
            CohortActionType.Assign => await AssignAsync(lead, action, command, cancellationToken),
            CohortActionType.CreateTask => await TaskAsync(
                lead,
                action,
                command,
                cancellationToken
            ),
            CohortActionType.MoveStage => await MoveAsync(
                lead,
                action.Stage!,
                command,
                cancellationToken
            ),
            CohortActionType.Signal or CohortActionType.Webhook => throw new ArgumentException(
                $"{action.Type} is done alike for all entities",
                nameof(action)
            ),
        };
    }

    private async Task<Verdict<CohortActed>> TagAsync(
        Lead lead,
        string text,
        Func<IReadOnlyList<string>, string, IReadOnlyList<string>> change,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (!Slugs.TryParse(text, out var tag))
            return Fault.Conflict("cohort.bad_tag", "The action's tag is none.");
        return await commits.DecideAsync<CohortActed>(
            Fault.Busy("lead.busy", $"The lead {lead.Id}"),
            async attempt =>
            {
                var current =
                    attempt.Number == 1
                        ? lead
                        : await store.FindAsync(LeadStore.Collection, lead.Key, cancellationToken);
                if (current is not { DeletedAt: null })
                    return Fault.NotFound("lead", lead.Key);
                var tags = change(current.Tags, tag);
                if (tags.Count == current.Tags.Count)
                    return new CohortActed(Recorded: false);
                var edited = await leads.EditAsync(
                    current.Id,
                    WithTags(current, tags),
                    command,
                    cancellationToken
                );
                if (!edited.IsRefused)
                    return new CohortActed(Recorded: true);
                if (edited.Faults[0].Kind == FaultKind.Stale)
                    attempt.Again();
                return edited.Refusal;
            },
            cancellationToken
        );
    }

    private static PatchRequest<EditLead> WithTags(Lead lead, IReadOnlyList<string> tags)
    {
        var body = JsonSerializer.SerializeToElement(
            new Dictionary<string, IReadOnlyList<string>> { ["tags"] = tags },
            LeadTagsJson.Default.Tags
        );
        var patch = new PatchRequest(body, IfMatch.Parse(ETags.Of(lead.Key, lead.Version)));
        return new PatchRequest<EditLead>(patch, new EditLead { Tags = tags });
    }

    private static IReadOnlyList<string> Added(IReadOnlyList<string> tags, string tag) =>
        tags.Contains(tag) ? tags : [.. tags, tag];

    private static IReadOnlyList<string> Removed(IReadOnlyList<string> tags, string tag) =>
        [.. tags.Where(t => t != tag)];

    private async Task<Verdict<CohortActed>> AssignAsync(
        Lead lead,
        CohortAction action,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var isTheirs = action.AgentId is { } agent
            ? lead.OwnerId == agent
            : lead.OwnerId is null && lead.TeamId == action.TeamId;
        if (isTheirs)
            return new CohortActed(Recorded: false);
        var body = new AssignLead { AgentId = action.AgentId, TeamId = action.TeamId };
        var assigned = await assigning.AssignAsync(lead.Id, body, command, cancellationToken);
        return assigned.IsRefused ? assigned.Refusal : new CohortActed(Recorded: true);
    }

    private async Task<Verdict<CohortActed>> TaskAsync(
        Lead lead,
        CohortAction action,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var body = new CreateTask
        {
            Title = action.Title!,
            Type = action.TaskType,
            Priority = action.Priority,
            TargetMinutes = action.TargetMinutes,
            EntityRef = new TaskEntity { Type = EntityKind.Lead, Id = lead.Key },
        };
        var made = await tasks.CreateAsync(
            body,
            command with
            {
                Actor = ForOwner,
            },
            cancellationToken
        );
        return made.IsRefused ? made.Refusal : new CohortActed(Recorded: true);
    }

    private async Task<Verdict<CohortActed>> MoveAsync(
        Lead lead,
        string stage,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (lead.Stage == stage)
            return new CohortActed(Recorded: false);
        if (lead.PipelineId is not { } pipeline)
            return Fault.Conflict("cohort.no_pipeline", "The lead has no pipeline to move.");
        var moved = await pipelines.MoveAsync(
            pipeline,
            new MoveRequest(stage, "a cohort's action", lead.Stage, Automatic: true),
            command,
            cancellationToken
        );
        return moved.IsRefused ? moved.Refusal : new CohortActed(Recorded: true);
    }
}

[System.Text.Json.Serialization.JsonSerializable(
    typeof(Dictionary<string, IReadOnlyList<string>>),
    TypeInfoPropertyName = "Tags"
)]
internal sealed partial class LeadTagsJson : System.Text.Json.Serialization.JsonSerializerContext;
