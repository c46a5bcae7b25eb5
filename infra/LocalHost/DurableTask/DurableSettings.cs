using KoSales.LocalHost.DurableTask.Dispatch;

namespace KoSales.LocalHost.DurableTask;

/// <summary>
/// host.json's <c>extensions.durableTask</c>, with the original's names and, where this host has one, its
/// defaults.
/// </summary>
internal sealed class DurableSettings(HostJson hostJson)
{
    private const string Section = "extensions:durableTask";

    internal string HubName =>
        hostJson.Root[$"{Section}:hubName"] is { Length: > 0 } name ? name : "TestHubName";

    /// <exception cref="StartException">A limit is not a positive number.</exception>
    internal EngineOptions Engine(string hubPath) =>
        new(hubPath)
        {
            HubName = HubName,
            MaxActivities =
                Positive("maxConcurrentActivityFunctions") ?? 10 * Environment.ProcessorCount,
            MaxOrchestrators =
                Positive("maxConcurrentOrchestratorFunctions") ?? 10 * Environment.ProcessorCount,
        };

    private int? Positive(string name)
    {
        if (hostJson.Root[$"{Section}:{name}"] is not { } text)
            return null;
        return int.TryParse(text, out var value) && value > 0
            ? value
            : throw new StartException(
                $"host.json: extensions.durableTask.{name} is '{text}'; it must be a number of at least 1."
            );
    }
}
