using System.Runtime.CompilerServices;
using System.Text.Json;
using KoSales.EmbeddedHost.DurableTask.History;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace KoSales.EmbeddedHost.DurableTask.Replay;

/// <summary>What a pass gives its orchestrator: every call looks into the history that the pass feeds in, event by event.</summary>
internal sealed class ReplayContext(InstanceRow row, ReplaySettings settings, PassThread thread) : TaskOrchestrationContext
{
    private int _guids;

    public override TaskName Name => row.Start.Name;

    public override string InstanceId => row.Start.Id;

    public override ParentOrchestrationInstance? Parent { get; } =
        row.Start.Parent is { } parent ? new ParentOrchestrationInstance(parent.Name, parent.InstanceId) : null;

    public override DateTime CurrentUtcDateTime => Clock;

    public override bool IsReplaying => Replaying;

    public override string Version => row.Start.Version;

    protected override ILoggerFactory LoggerFactory => settings.Loggers;

    internal DateTime Clock { get; set; }

    internal PassThread Thread => thread;

    internal bool Replaying { get; set; } = true;

    internal ActionLedger Actions { get; } = new();

    internal OpenTasks Open { get; } = new();

    internal EventWaiters Events { get; } = new(settings.Converter);

    /// <summary>Timers that the code run in this pass has given up.</summary>
    internal List<int> CancelledTimers { get; } = [];

    internal ContinueAsNewOptions? Continuation { get; private set; }

    internal object? CustomStatus { get; private set; }

    public override T? GetInput<T>()
        where T : default
    {
        thread.Demand();
        return (T?)ReadInput(typeof(T));
    }

    public override async Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        thread.Demand();
        RefuseOptionsAsInput(input, options);
        var outcome = await RetryLoop.Run(this, options?.Retry, () => Schedule(id => new PlannedActivity(id, name.Name, Payload(input))));
        return Unwrap<TResult>(name, outcome);
    }

    public override async Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        thread.Demand();
        var child = (options as SubOrchestrationOptions)?.InstanceId ?? NewGuid().ToString("N");
        var version = options?.Version is { } asked ? asked.Version : string.Empty;
        var tags = options?.Tags is { Count: > 0 } given ? JsonSerializer.Serialize(given) : null;
        var outcome = await RetryLoop.Run(this, options?.Retry, () =>
            Schedule(id => new PlannedSub(id, orchestratorName.Name, child, version, Payload(input), tags)));
        return Unwrap<TResult>(orchestratorName, outcome);
    }

    public override async Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        thread.Demand();
        var last = fireAt.ToUniversalTime();
        while (last - Clock > settings.LongestTimer && !cancellationToken.IsCancellationRequested)
            await Timer(Clock + settings.LongestTimer, cancellationToken);
        await Timer(last, cancellationToken);
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        thread.Demand();
        return Events.Wait<T>(eventName, thread, cancellationToken);
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        thread.Demand();
        Actions.Add(new PlannedEvent(Actions.NextId(), instanceId, eventName, Payload(payload)));
    }

    public override void SetCustomStatus(object? customStatus)
    {
        thread.Demand();
        CustomStatus = customStatus;
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
        ContinueAsNew(new ContinueAsNewOptions { NewInput = newInput, PreserveUnprocessedEvents = preserveUnprocessedEvents });

    public override void ContinueAsNew(ContinueAsNewOptions options)
    {
        thread.Demand();
        ArgumentNullException.ThrowIfNull(options);
        Continuation = options;
    }

    public override Guid NewGuid()
    {
        thread.Demand();
        return NamedGuid.Create($"{InstanceId}_{Clock:o}_{_guids++}");
    }

    /// <summary>For the binding of parameters, which happens before the pass; a value type without input is its default.</summary>
    internal object? ReadInput(Type type) => settings.Converter.Deserialize(row.Start.Input, type)
        ?? (type.IsValueType && Nullable.GetUnderlyingType(type) is null ? RuntimeHelpers.GetUninitializedObject(type) : null);

    private static void RefuseOptionsAsInput(object? input, TaskOptions? options)
    {
        if (input is not TaskOptions || options is not null) return;
        throw new ArgumentException(
            $"A {nameof(TaskOptions)} value was provided for the activity input but no value was provided for {nameof(options)}. "
            + $"Did you actually mean to provide a {nameof(TaskOptions)} value for the {nameof(options)} parameter?",
            nameof(input));
    }

    private Task<CallOutcome> Schedule(Func<int, PlannedAction> plan)
    {
        var id = Actions.NextId();
        Actions.Add(plan(id));
        return Open.Open(id);
    }

    private async Task Timer(DateTime fireAt, CancellationToken cancellation)
    {
        var id = Actions.NextId();
        Actions.Add(new PlannedTimer(id, fireAt));
        var fired = Open.Open(id);
        if (cancellation.CanBeCanceled) cancellation.Register(() => Abandon(id, cancellation));
        await fired;
    }

    /// <summary>A token that is cancelled by another thread's clock is no durable cancellation and has no effect.</summary>
    private void Abandon(int id, CancellationToken cancellation)
    {
        if (!thread.IsHere) return;
        if (!Replaying) CancelledTimers.Add(id);
        Open.Cancel(id, cancellation);
    }

    /// <summary>Serialized at once where the orchestrator may still change the object, and not at all in a replay.</summary>
    private Lazy<string?> Payload(object? value)
    {
        var text = new Lazy<string?>(() => settings.Converter.Serialize(value), LazyThreadSafetyMode.None);
        if (!Replaying) _ = text.Value;
        return text;
    }

    private T Unwrap<T>(TaskName name, CallOutcome outcome) => outcome.Failure is { } failure
        ? throw new TaskFailedException(name, outcome.Id, failure.Details)
        : settings.Converter.Deserialize<T>(outcome.Result)!;
}

internal sealed record ReplaySettings(DataConverter Converter, ILoggerFactory Loggers, TimeSpan LongestTimer);
