namespace Microsoft.Azure.Functions.Worker;

/// <summary>Accepted so that an app can set it; nothing in this host depends on it.</summary>
public class WorkerOptions
{
    public IDictionary<string, string> Capabilities { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    public bool IncludeEmptyEntriesInMessagePayload { get; set; }
}
