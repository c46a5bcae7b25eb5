using System.Globalization;
using System.Text.Json.Serialization;
using KoSales.Domain.Assignment;
using NodaTime;

namespace KoSales.Domain.AssignmentJobs;

/// <summary>One part of a job's plan, and what came of it: records next to each other in key order, by who
/// gets them.</summary>
/// <remarks>Stored as version 1 by the plan and replaced once, as version 2, in the transaction that hands
/// the records over, so that it happens once.</remarks>
public sealed record AssignmentBatch : Document
{
    public static readonly Collection<AssignmentBatch> Collection = new(
        "assignment_batches",
        () => new AssignmentBatchJson(DocumentJson.NewOptions()).AssignmentBatch,
        new IndexSpec("assignment_batches_job", "job_id", "number")
    );

    /// <summary><c>{job}.{number, 6 digits}</c>.</summary>
    public required string Id { get; init; }

    public required AssignmentJobId JobId { get; init; }

    /// <summary>From 0 over all rounds.</summary>
    public required int Number { get; init; }

    public required string FirstId { get; init; }

    public required string LastId { get; init; }

    public IReadOnlyList<AssignmentGroup> Groups
    {
        get;
        init => field = value ?? [];
    } = [];

    public bool Done { get; init; }

    public int Assigned { get; init; }

    /// <summary>Records left alone since they had changed, with why.</summary>
    public IReadOnlyList<AssignmentFault> Skipped
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Records that could not be given, with why.</summary>
    public IReadOnlyList<AssignmentFault> Faults
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>The faults have been planned anew in a later batch.</summary>
    public bool Retried { get; init; }

    [JsonIgnore]
    public override string Key => Id;

    [JsonIgnore]
    public int Count => Groups.Sum(g => g.Ids.Count);

    public static string IdOf(AssignmentJobId job, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{job.Value}.{number:D6}");

    public static Filter Of(AssignmentJobId job) => Filter.Eq("job_id", job.Value);

    /// <summary>Those from a number on.</summary>
    public static Filter From(AssignmentJobId job, int number) =>
        Filter.AllOf(
            Of(job),
            new Filter.Condition("number", FilterOperator.Gte, new FilterValue.Number(number))
        );

    public IReadOnlyList<Handover> Handovers() => [.. Groups.SelectMany(g => g.Handovers())];

    public AssignmentBatch Finish(
        int assigned,
        IReadOnlyList<AssignmentFault> skipped,
        IReadOnlyList<AssignmentFault> faults,
        Instant now
    ) =>
        this with
        {
            Version = Version + 1,
            UpdatedAt = now,
            Done = true,
            Assigned = assigned,
            Skipped = skipped,
            Faults = faults,
        };
}

/// <summary>Records that go the same way.</summary>
/// <param name="Agent">Index among the job's agents.</param>
/// <param name="Versions">Of the records, in the order of the ids, where any change since the plan keeps
/// them out; null where only the owner counts.</param>
public sealed record AssignmentGroup(
    int Agent,
    Holder From,
    Holder To,
    IReadOnlyList<string> Ids,
    IReadOnlyList<int>? Versions
)
{
    public IEnumerable<Handover> Handovers() =>
        Ids.Select((id, i) => new Handover(id, Versions?[i], From, To));
}

[JsonSerializable(typeof(AssignmentBatch))]
internal sealed partial class AssignmentBatchJson : JsonSerializerContext;
