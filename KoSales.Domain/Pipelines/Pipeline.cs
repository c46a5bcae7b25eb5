using System.Text.Json.Serialization;
using KoSales.Domain.Pipelines.Workflows;
using NodaTime;

namespace KoSales.Domain.Pipelines;

[JsonConverter(typeof(JsonStringEnumConverter<PipelineStatus>))]
public enum PipelineStatus
{
    [JsonStringEnumMemberName("open")]
    Open,

    [JsonStringEnumMemberName("won")]
    Won,

    [JsonStringEnumMemberName("lost")]
    Lost,

    /// <summary>Ended without a result, such as with the deletion of its entity.</summary>
    [JsonStringEnumMemberName("closed")]
    Closed,
}

/// <summary>The way of one entity through a workflow, with the ledger of its stage visits. The entity's
/// stage mirrors it.</summary>
public sealed record Pipeline : Document
{
    /// <summary>LP-N, CP-N or DP-N, by kind.</summary>
    public required string Id { get; init; }

    public required PipelineKind Kind { get; init; }

    public required EntityRef EntityRef { get; init; }

    public required string WorkflowId { get; init; }

    public required int WorkflowVersion { get; init; }

    public required string Stage { get; init; }

    public required Instant StageEnteredAt { get; init; }

    /// <summary>Counts stage entries from 1; names the flow instance.</summary>
    public int Visit { get; init; } = 1;

    public PipelineStatus Status { get; init; }

    public string? OwnerId { get; init; }

    public string? TeamId { get; init; }

    /// <summary>The StageFlow instance of the current visit.</summary>
    public required string FlowInstanceId { get; init; }

    /// <summary>Every visit in order; the last one is the current stage's.</summary>
    public IReadOnlyList<StageVisit> History
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Why an automatic advance stands still; null when none does.</summary>
    public PipelineBlock? Blocked { get; init; }

    /// <summary>Automatic moves in a row since a person last acted.</summary>
    public int AutoDepth { get; init; }

    /// <summary>When the visit will have lasted longer than its stage allows; null when it may last for
    /// ever, and once that has been told.</summary>
    public Instant? RotsAt { get; init; }

    /// <summary>Since when the visit lasts longer than its stage allows, as was told; null when it does
    /// not.</summary>
    public Instant? RottenAt { get; init; }

    [JsonIgnore]
    public override string Key => Id;

    public static string FlowOf(string pipelineId, int visit) => $"{pipelineId}.{visit}";
}

/// <param name="LeftAt">Null while it is the current one.</param>
/// <param name="BusinessMinutes">Spent in the stage, in the calendar's business time; null while it is the
/// current one.</param>
/// <param name="By">Who moved the entity into the stage.</param>
/// <param name="Forced">Moved there against the workflow's checks.</param>
public sealed record StageVisit(
    string Stage,
    int Visit,
    Instant EnteredAt,
    Instant? LeftAt,
    int? BusinessMinutes,
    string By,
    string? Reason,
    bool Forced
);

/// <param name="To">The stage that the advance wants.</param>
/// <param name="TaskId">The task that asks somebody to mend it; null while it is being made.</param>
public sealed record PipelineBlock(
    string To,
    Instant Since,
    IReadOnlyList<UnmetCondition> Unmet,
    string? TaskId
);

/// <summary>A condition of a transition that does not hold.</summary>
/// <param name="Code">Stable: <c>not_allowed_next</c>, <c>required_field</c>, <c>entry_guard</c>,
/// <c>open_task</c>, <c>required_document</c>, <c>flow_loop</c>.</param>
/// <param name="Pointer">JSON pointer into the entity, or null.</param>
/// <param name="Hint">What to do about it.</param>
public sealed record UnmetCondition(string Code, string? Pointer, string Detail, string Hint)
{
    /// <summary>Too many automatic moves followed each other.</summary>
    public const string FlowLoop = "flow_loop";
}

[JsonSerializable(typeof(Pipeline))]
internal sealed partial class PipelineJson : JsonSerializerContext;

public static class PipelineCollections
{
    public static readonly Collection<Pipeline> Lead = Collection("lead_pipelines");
    public static readonly Collection<Pipeline> Contact = Collection("contact_pipelines");
    public static readonly Collection<Pipeline> Deal = Collection("deal_pipelines");

    public static Collection<Pipeline> Of(PipelineKind kind) =>
        kind switch
        {
            PipelineKind.Lead => Lead,
            PipelineKind.Contact => Contact,
            PipelineKind.Deal => Deal,
        };

    /// <summary>By the id's prefix; null for an id of no kind.</summary>
    public static PipelineKind? KindOf(string id) =>
        Enum.GetValues<PipelineKind>()
            .Where(k => id.StartsWith(PrefixOf(k), StringComparison.Ordinal))
            .Select(k => (PipelineKind?)k)
            .FirstOrDefault();

    /// <summary>What the ids of a kind begin with.</summary>
    public static string PrefixOf(PipelineKind kind) =>
        kind switch
        {
            PipelineKind.Lead => LeadPipelineId.Format.Prefix,
            PipelineKind.Contact => ContactPipelineId.Format.Prefix,
            PipelineKind.Deal => DealPipelineId.Format.Prefix,
        };

    private static Collection<Pipeline> Collection(string name) =>
        new(
            name,
            () => new PipelineJson(DocumentJson.NewOptions()).Pipeline,
            [.. ByEntity(name), .. ByRot(name), .. ByStage(name), .. ByTime(name)]
        );

    private static IEnumerable<IndexSpec> ByEntity(string name) =>
        [
            new IndexSpec($"{name}_open", "entity_ref.id")
            {
                Unique = true,
                Where = Filter.Eq("status", "open"),
            },
            new IndexSpec($"{name}_entity", "entity_ref.id"),
            new IndexSpec($"{name}_blocked", "entity_ref.id") { Where = Filter.Present("blocked") },
        ];

    private static IEnumerable<IndexSpec> ByRot(string name) =>
        [
            new IndexSpec($"{name}_rots", "rots_at") { Where = Filter.Present("rots_at") },
            new IndexSpec($"{name}_rotten", "rotten_at")
            {
                Where = Filter.AllOf(Filter.Eq("status", "open"), Filter.Present("rotten_at")),
            },
        ];

    private static IEnumerable<IndexSpec> ByStage(string name)
    {
        string[] stage = ["stage", "stage_entered_at"];
        return
        [
            new IndexSpec($"{name}_stage", ["status", .. stage]),
            new IndexSpec(
                $"{name}_workflow",
                ["status", "workflow_id", "workflow_version", .. stage]
            ),
            new IndexSpec($"{name}_owner", ["owner_id", "status", .. stage])
            {
                Where = Filter.Present("owner_id"),
            },
            new IndexSpec($"{name}_team", ["team_id", "status", .. stage]),
        ];
    }

    private static IEnumerable<IndexSpec> ByTime(string name) =>
        [
            new IndexSpec($"{name}_created", "-created_at"),
            new IndexSpec($"{name}_updated", "-updated_at"),
        ];
}
