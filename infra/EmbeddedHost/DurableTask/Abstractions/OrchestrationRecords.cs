namespace Microsoft.DurableTask;

/// <summary>Who called this sub-orchestration.</summary>
public record ParentOrchestrationInstance(TaskName Name, string InstanceId);

public class ContinueAsNewOptions
{
    public object? NewInput { get; set; }

    /// <summary>Events that arrived and were not awaited are handed to the next generation. On by default.</summary>
    public bool PreserveUnprocessedEvents { get; set; } = true;

    /// <summary>Null or blank keeps the version.</summary>
    public string? NewVersion { get; set; }
}
