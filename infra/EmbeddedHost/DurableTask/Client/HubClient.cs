using System.Collections.Immutable;
using System.Text.Json;
using KoSales.EmbeddedHost.DurableTask.Dispatch;
using KoSales.EmbeddedHost.DurableTask.History;
using KoSales.EmbeddedHost.DurableTask.Hub;
using KoSales.EmbeddedHost.DurableTask.Management;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace KoSales.EmbeddedHost.DurableTask.Client;

/// <summary>The client of a hub in this process. Cancelling a call stops the waiting; what was asked for may happen all the same.</summary>
internal sealed partial class HubClient(string hubName, DurableEngine engine, DataConverter converter, TimeProvider time)
    : DurableTaskClient(hubName)
{
    /// <summary>Purges and restarts go to the hub in groups of this size.</summary>
    private const int GroupSize = 500;

    /// <summary>Null for a client outside a host.</summary>
    internal ManagementAddresses? Addresses { get; init; }

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        var start = new NewInstance(options?.InstanceId ?? NewId(), orchestratorName.Name, NewId(), converter.Serialize(input))
        {
            Version = options?.Version?.Version ?? string.Empty,
            Tags = options is { Tags.Count: > 0 } ? JsonSerializer.Serialize(options.Tags) : null,
            StartAt = options?.StartAt?.UtcDateTime,
        };
        await StartAsync(start, Replaces(options?.DedupeStatuses), cancellation);
        return start.Id;
    }

    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return SendAsync(instanceId, new EventRaised(eventName, converter.Serialize(eventPayload)), cancellation);
    }

    public override Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var output = converter.Serialize(options?.Output);
        return engine.Writer.Run(new TerminateOperation(instanceId, output, options?.Recursive ?? false)).WaitAsync(cancellation);
    }

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return SendAsync(instanceId, new Suspended(reason), cancellation);
    }

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return SendAsync(instanceId, new Resumed(reason), cancellation);
    }

    public override async Task<string> RestartAsync(
        string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var old = engine.Reader.Instance(instanceId)
            ?? throw new ArgumentException($"An orchestration with the instanceId {instanceId} was not found.", nameof(instanceId));
        var start = new NewInstance(restartWithNewInstanceId ? NewId() : instanceId, old.Start.Name, NewId(), old.Start.Input)
        {
            Version = old.Start.Version,
            Tags = old.Start.Tags,
        };
        var outcome = await engine.Writer.Run(new StartOperation(start, InstanceStart.HasEnded)).WaitAsync(cancellation);
        if (outcome.Existing is not null)
            throw new InvalidOperationException($"An orchestration with the instanceId {instanceId} cannot be restarted.");
        return start.Id;
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The outcome tells the management endpoints what the client's own methods are silent about.</summary>
    internal Task<SendOutcome> SendAsync(string instanceId, HubEvent message, CancellationToken cancellation) =>
        engine.Writer.Run(new SendOperation(instanceId, message)).WaitAsync(cancellation);

    private static Func<OrchestrationRuntimeStatus, bool> Replaces(IReadOnlyList<string>? dedupe)
    {
        if (dedupe is null) return InstanceStart.HasEnded;
        var kept = dedupe.Select(Status).ToImmutableHashSet();
        return status => !kept.Contains(status);
    }

    private static OrchestrationRuntimeStatus Status(string name) =>
        Enum.TryParse<OrchestrationRuntimeStatus>(name, ignoreCase: true, out var status)
            ? status
            : throw new ArgumentException($"Invalid orchestration runtime status: '{name}' for deduplication.");

    private async Task StartAsync(NewInstance start, Func<OrchestrationRuntimeStatus, bool> replaces, CancellationToken cancellation)
    {
        var outcome = await engine.Writer.Run(new StartOperation(start, replaces)).WaitAsync(cancellation);
        if (outcome.Existing is { } existing) throw ClientErrors.AlreadyExists(start.Id, existing);
    }

    private string NewId() => Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
}
