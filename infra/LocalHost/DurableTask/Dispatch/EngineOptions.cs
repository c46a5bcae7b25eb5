using KoSales.LocalHost.DurableTask.Hub;

namespace KoSales.LocalHost.DurableTask.Dispatch;

/// <summary>What host.json and the host's data directory say about the engine.</summary>
internal sealed record EngineOptions(string HubPath)
{
    internal string HubName { get; init; } = "TestHubName";

    internal int MaxActivities { get; init; } = 32;

    internal int MaxOrchestrators { get; init; } = 64;

    /// <summary>How long after the last heartbeat of a process that hangs another one takes over.</summary>
    internal TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often the hub's lease and what other processes have written is looked after.</summary>
    internal TimeSpan Heartbeat { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How many history events of idle instances are kept in memory.</summary>
    internal int CachedEvents { get; init; } = 200_000;

    internal HubFault? Fault { get; init; }
}
