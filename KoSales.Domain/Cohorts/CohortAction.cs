using System.Text.Json.Serialization;
using KoSales.Domain.Fields;
using KoSales.Domain.Tasks;
using KoSales.Domain.Work;

namespace KoSales.Domain.Cohorts;

[JsonConverter(typeof(JsonStringEnumConverter<CohortActionType>))]
public enum CohortActionType
{
    /// <summary>Adds <see cref="CohortAction.Tag"/>; nothing where it is there already.</summary>
    [JsonStringEnumMemberName("add_tag")]
    AddTag,

    /// <summary>Removes <see cref="CohortAction.Tag"/>; nothing where it is not there.</summary>
    [JsonStringEnumMemberName("remove_tag")]
    RemoveTag,

    /// <summary>Hands the entity to <see cref="CohortAction.AgentId"/> or into the pool of
    /// <see cref="CohortAction.TeamId"/>; nothing where it is theirs already.</summary>
    [JsonStringEnumMemberName("assign")]
    Assign,

    /// <summary>A task for the entity's owner.</summary>
    [JsonStringEnumMemberName("create_task")]
    CreateTask,

    /// <summary>Moves the entity's pipeline to <see cref="CohortAction.Stage"/>; refused like any move,
    /// which changes nothing.</summary>
    [JsonStringEnumMemberName("move_stage")]
    MoveStage,

    /// <summary>Emits the event <c>cohort.signal</c>.</summary>
    [JsonStringEnumMemberName("signal")]
    Signal,

    /// <summary>Emits the event <c>cohort.webhook</c>, for outbound subscriptions.</summary>
    [JsonStringEnumMemberName("webhook")]
    Webhook,
}

/// <summary>What is done once for each entity that joins or leaves a cohort. Members beside the type are
/// for the types that name them.</summary>
public sealed record CohortAction
{
    public required CohortActionType Type { get; init; }

    /// <summary>add_tag, remove_tag.</summary>
    public string? Tag { get; init; }

    /// <summary>assign: the new owner; null for the pool of <see cref="TeamId"/>.</summary>
    public string? AgentId { get; init; }

    /// <summary>assign.</summary>
    public string? TeamId { get; init; }

    /// <summary>create_task.</summary>
    public string? Title { get; init; }

    /// <summary>create_task; custom when null.</summary>
    public TaskType? TaskType { get; init; }

    /// <summary>create_task; normal when null.</summary>
    public TaskPriority? Priority { get; init; }

    /// <summary>create_task: business minutes; null for a task without a due time.</summary>
    public int? TargetMinutes { get; init; }

    /// <summary>move_stage: a stage key of the entity's pipeline.</summary>
    public string? Stage { get; init; }

    /// <summary>signal, webhook: what the event is called by whoever takes it.</summary>
    public string? Name { get; init; }

    /// <param name="pointer">Of this action in its document.</param>
    public IEnumerable<Fault> Faults(string pointer)
    {
        var needed = Needed();
        if (string.IsNullOrWhiteSpace(needed.Value))
            yield return Fault.Invalid(
                $"{pointer}/{needed.Member}",
                "required",
                "This kind of action needs it."
            );
        else if (
            Type is CohortActionType.AddTag or CohortActionType.RemoveTag
            && !Slugs.TryParse(Tag!, out _)
        )
            yield return Fault.Invalid(
                $"{pointer}/tag",
                "invalid",
                "Letters, digits, - and . / + : & are expected."
            );
    }

    private NeededMember Needed() =>
        Type switch
        {
            CohortActionType.AddTag or CohortActionType.RemoveTag => new("tag", Tag),
            CohortActionType.Assign => new("agent_id", AgentId ?? TeamId),
            CohortActionType.CreateTask => new("title", Title),
            CohortActionType.MoveStage => new("stage", Stage),
            CohortActionType.Signal or CohortActionType.Webhook => new("name", Name),
        };

    private readonly record struct NeededMember(string Member, string? Value);
}
