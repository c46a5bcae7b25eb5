using Microsoft.DurableTask;

namespace KoSales.LocalHost.DurableTask.History;

/// <summary>
/// One fact of an instance's history. What others tell an instance travels as the same facts through the inbox.
/// </summary>
internal abstract record HubEvent;

/// <summary>A pass over a batch of messages began; its time is the orchestration's clock until the next
/// pass.</summary>
internal sealed record PassStarted(DateTime At) : HubEvent;

/// <summary>The first message of a generation. Name and input are in the instance's row.</summary>
internal sealed record Started : HubEvent;

internal sealed record TaskDone(int Id, string? Result) : HubEvent;

internal sealed record TaskFailed(int Id, StoredFailure Failure) : HubEvent;

internal sealed record SubDone(int Id, string? Result) : HubEvent;

internal sealed record SubFailed(int Id, StoredFailure Failure) : HubEvent;

internal sealed record TimerFired(int Id) : HubEvent;

internal sealed record EventRaised(string Name, string? Payload) : HubEvent;

internal sealed record Suspended(string? Reason) : HubEvent;

internal sealed record Resumed(string? Reason) : HubEvent;

internal sealed record Terminated(string? Output) : HubEvent;

internal sealed record TaskScheduled(int Id, string Name) : HubEvent;

internal sealed record TimerCreated(int Id, DateTime FireAt) : HubEvent;

internal sealed record SubScheduled(int Id, string Name, string InstanceId) : HubEvent;

internal sealed record EventSent(int Id, string InstanceId, string Name) : HubEvent;

/// <summary>The generation ended, in the state that the instance's row names.</summary>
internal sealed record Ended(byte Status) : HubEvent;

/// <summary>
/// A failure with what the caller's retry policy must know: trying again is pointless when there is no such
/// function.
/// </summary>
internal sealed record StoredFailure(TaskFailureDetails Details, bool IsFinal = false);
