namespace Microsoft.Azure.Functions.Worker;

/// <summary>Where an orchestration can be asked and told over HTTP. Whoever has the addresses has the key.</summary>
public class HttpManagementPayload
{
    public string? Id { get; internal set; }

    public string? PurgeHistoryDeleteUri { get; internal set; }

    /// <summary>Always null.</summary>
    public string? RestartPostUri { get; internal set; }

    /// <summary>Always null.</summary>
    public string? RewindPostUri { get; internal set; }

    /// <summary>Contains <c>{eventName}</c> to be replaced.</summary>
    public string? SendEventPostUri { get; internal set; }

    public string? StatusQueryGetUri { get; internal set; }

    /// <summary>Contains <c>{{text}}</c> to be replaced with the reason.</summary>
    public string? TerminatePostUri { get; internal set; }

    /// <inheritdoc cref="TerminatePostUri"/>
    public string? ResumePostUri { get; internal set; }

    /// <inheritdoc cref="TerminatePostUri"/>
    public string? SuspendPostUri { get; internal set; }
}
