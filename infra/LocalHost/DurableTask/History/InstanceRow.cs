using System.Text.Json;
using KoSales.LocalHost.DurableTask.Hub;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace KoSales.LocalHost.DurableTask.History;

/// <summary>Who waits for a sub-orchestration, and under which task id.</summary>
internal sealed record ParentLink(string InstanceId, string Name, string ExecutionId, int TaskId);

/// <summary>What is asked for when an instance is started, before the hub knows whether its id is
/// free.</summary>
internal sealed record NewInstance(string Id, string Name, string ExecutionId, string? Input)
{
    public string Version { get; init; } = string.Empty;

    /// <summary>A JSON object of texts, or null.</summary>
    public string? Tags { get; init; }

    public ParentLink? Parent { get; init; }

    /// <summary>UTC; null starts at once.</summary>
    public DateTime? StartAt { get; init; }

    /// <summary><see cref="Tags"/>, read.</summary>
    internal IReadOnlyDictionary<string, string> TagTexts() =>
        Tags is null
            ? new Dictionary<string, string>()
            : JsonSerializer.Deserialize<Dictionary<string, string>>(Tags)!;
}

/// <summary>An instance as its row has it. A new start under the same id has another
/// <see cref="Key"/>.</summary>
internal sealed record InstanceRow(
    long Key,
    NewInstance Start,
    OrchestrationRuntimeStatus Status,
    DateTime CreatedAt,
    DateTime UpdatedAt
)
{
    public DateTime? CompletedAt { get; init; }

    public string? Output { get; init; }

    public string? CustomStatus { get; init; }

    public TaskFailureDetails? Failure { get; init; }

    internal bool HasEnded => InstanceStart.HasEnded(Status);
}

/// <summary>
/// An instance with its decoded history, as a pass needs it. <see cref="Parts"/> counts the stored pieces
/// of the
/// history.
/// </summary>
internal sealed record InstanceState(InstanceRow Row, List<HubEvent> History, int Parts)
{
    internal bool HasStarted => History.Count > 0;
}

/// <summary>
/// A message in an instance's inbox. One meant for another execution of the instance is thrown away; null
/// suits any.
/// </summary>
internal sealed record HubMessage(long Seq, string InstanceId, string? ExecutionId, HubEvent Event);

/// <summary>An activity that is to run; it stays in the hub until its result is stored.</summary>
internal sealed record ActivityTask(
    long Seq,
    string InstanceId,
    string ExecutionId,
    int TaskId,
    string Name,
    string? Input
);
