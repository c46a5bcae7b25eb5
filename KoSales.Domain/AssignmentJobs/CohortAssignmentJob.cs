using System.Text.Json.Serialization;
using KoSales.Domain.Jobs;
using KoSales.Domain.Planning;
using NodaTime;

namespace KoSales.Domain.AssignmentJobs;

[JsonConverter(typeof(EntityIdConverter<AssignmentJobId>))]
public readonly record struct AssignmentJobId(string Value) : IEntityId<AssignmentJobId>
{
    public static IdFormat Format { get; } = new("cohort_assignment_jobs", "CAJ-");

    public static AssignmentJobId Of(string value) => new(value);

    public override string ToString() => Value;
}

/// <summary>Hands the members of a cohort, or the portfolio of an agent, to a set of agents: plan, then
/// batch by batch.</summary>
/// <remarks>
/// The counts are written by the transactions that they count, so total = assigned + skipped + failed once
/// everything is processed. What the plan promises
/// agents is in <see cref="Reserved"/> and in their loads, changed together, until it is given or given up.
/// </remarks>
public sealed partial record CohortAssignmentJob : JobDocument
{
    public static readonly Collection<CohortAssignmentJob> Collection = new(
        "cohort_assignment_jobs",
        () => new AssignmentJobJson(DocumentJson.NewOptions()).CohortAssignmentJob,
        new IndexSpec("caj_created", "-created_at"),
        new IndexSpec("caj_owner_created", "owner_id", "-created_at"),
        new IndexSpec("caj_team_created", "team_id", "-created_at"),
        new IndexSpec("caj_cohort_created", "cohort_id", "-created_at")
        {
            Where = Filter.Present("cohort_id"),
        },
        new IndexSpec("caj_portfolio_created", "portfolio_of", "-created_at")
        {
            Where = Filter.Present("portfolio_of"),
        },
        new IndexSpec("caj_cancelling", "cancel_requested_at") { Where = Cancelling },
        new IndexSpec("caj_waiting", "waiting_since") { Where = Filter.Present("waiting_since") }
    );

    public required AssignmentJobId Id { get; init; }

    /// <summary>Whose members are handed out; null for a portfolio.</summary>
    public string? CohortId { get; init; }

    /// <summary>The agent whose open records are handed out; null for a cohort.</summary>
    public string? PortfolioOf { get; init; }

    public EntityKind Entity { get; init; }

    /// <summary>Only records that the requester sees are handed out.</summary>
    public IReadOnlyList<Role> RequesterRoles
    {
        get;
        init => field = value ?? [];
    } = [];

    public PlanStrategy Strategy { get; init; }

    public AssignmentScope Scope { get; init; }

    /// <summary>Whose records, for <see cref="AssignmentScope.OwnedBy"/>.</summary>
    public IReadOnlyList<string> OwnedBy
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Those asked for, in that order; filled in by the plan.</summary>
    public IReadOnlyList<JobAgent> Agents
    {
        get;
        init => field = value ?? [];
    } = [];

    public bool SkillsMatching { get; init; }

    /// <summary>A person known before goes to who knew them.</summary>
    public bool Sticky { get; init; }

    /// <summary>Open tasks go along.</summary>
    public bool Cascade { get; init; }

    /// <summary>Planned, and not to be carried out until somebody says so.</summary>
    public bool DryRun { get; init; }

    public long Seed { get; init; }

    /// <summary>Records looked at: members of the cohort, or the portfolio.</summary>
    public long Members { get; init; }

    public long Assigned { get; init; }

    /// <summary>Reason → count: rightly left alone, or without a place.</summary>
    public IReadOnlyDictionary<string, long> Skipped
    {
        get;
        init => field = value ?? new Dictionary<string, long>();
    } = new Dictionary<string, long>();

    public BatchCount Batches { get; init; } = new(0, 0);

    /// <summary>Given so far, by <see cref="KeyOf"/> of the agent's index.</summary>
    public IReadOnlyDictionary<string, long> Given
    {
        get;
        init => field = value ?? new Dictionary<string, long>();
    } = new Dictionary<string, long>();

    /// <summary>Promised and neither given nor given up yet, by <see cref="KeyOf"/>.</summary>
    public IReadOnlyDictionary<string, long> Reserved
    {
        get;
        init => field = value ?? new Dictionary<string, long>();
    } = new Dictionary<string, long>();

    /// <summary>Records without a place, and what would make one.</summary>
    public IReadOnlyList<Unassignable> Unassignable
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>The first 100 that failed.</summary>
    public IReadOnlyList<AssignmentFault> Errors
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Counts from 1 what was asked for: the first run, the run of a dry one, each retry. Names
    /// the instance.</summary>
    public int Round { get; init; } = 1;

    /// <summary>The last round that has its plan.</summary>
    public int PlannedRound { get; init; }

    /// <summary>Number of the round's first batch.</summary>
    public int FirstBatch { get; init; }

    /// <summary>Set while an instance is wanted that has not begun; null otherwise.</summary>
    public Instant? WaitingSince { get; init; }

    public Instant? PlannedAt { get; init; }

    public AssignmentUndo? Undo { get; init; }

    [JsonIgnore]
    public override string Key => Id.Value;

    /// <inheritdoc cref="JobDocument.CancellingIn"/>
    public static Filter Cancelling => CancellingIn("queued", "planning", "running", "paused");

    [JsonIgnore]
    public Actor Requester => new(RequestedBy, [.. RequesterRoles], TeamId);

    /// <summary>Counted from the plan on, which is when records begin to be given.</summary>
    protected override Instant? ItemsBegunAt => PlannedAt;

    /// <summary>Run, retry and undo.</summary>
    protected override IEnumerable<string> ActionsAfterwards
    {
        get
        {
            if (DryRun && Status == JobStatus.Completed)
                yield return "run";
            if (Failed > 0 && Undo is null)
                yield return "retry";
            if (Assigned > 0 && Undo is null)
                yield return "undo";
        }
    }

    /// <summary>How an agent of <see cref="Agents"/> is named in counts by agent.</summary>
    public static string KeyOf(int index) =>
        "a" + index.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Which members are handed out.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AssignmentScope>))]
public enum AssignmentScope
{
    /// <summary>Those that nobody owns.</summary>
    [JsonStringEnumMemberName("unassigned")]
    Unassigned,

    [JsonStringEnumMemberName("all")]
    All,

    /// <summary>Those of certain agents.</summary>
    [JsonStringEnumMemberName("owned_by")]
    OwnedBy,
}

/// <param name="CapacityLeft">When the plan was made; null for no limit, and before.</param>
/// <param name="Quota">What the plan gives; over all rounds.</param>
/// <param name="Assigned">Shown; kept in <see cref="CohortAssignmentJob.Given"/> until the job has
/// ended.</param>
/// <param name="Share">What is due before it is made a whole number.</param>
/// <param name="WhyNot">Codes for why the agent takes no part; empty when it does.</param>
public sealed record JobAgent(
    string AgentId,
    string? TeamId,
    decimal Weight,
    int? CapacityLeft,
    long Quota,
    long Assigned,
    decimal Share,
    IReadOnlyList<string> WhyNot
);

public sealed record BatchCount(int Total, int Done);

/// <param name="PlacesNeeded">With so many more places among the agents named, all of them would be placed;
/// null where no capacity helps.</param>
/// <param name="Example">Traits of the first of them.</param>
/// <param name="SampleIds">The first of them.</param>
public sealed record Unassignable(
    string Reason,
    long Count,
    long? PlacesNeeded,
    IReadOnlyList<string> Agents,
    PlanTraits Example,
    IReadOnlyList<string> SampleIds
);

public sealed record AssignmentFault(string EntityId, string Code);

/// <summary>How the undo of a job stands.</summary>
/// <param name="Kept">Changed since, hence left where they are.</param>
/// <param name="Failed">In batches that could not be undone.</param>
public sealed record AssignmentUndo(
    UndoStatus Status,
    long Reversed,
    long Kept,
    long Failed,
    Instant RequestedAt,
    Instant? FinishedAt,
    string InstanceId
);

[JsonConverter(typeof(JsonStringEnumConverter<UndoStatus>))]
public enum UndoStatus
{
    [JsonStringEnumMemberName("running")]
    Running,

    [JsonStringEnumMemberName("completed")]
    Completed,
}

[JsonSerializable(typeof(CohortAssignmentJob))]
internal sealed partial class AssignmentJobJson : JsonSerializerContext;
