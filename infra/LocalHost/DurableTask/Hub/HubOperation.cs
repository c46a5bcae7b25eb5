namespace KoSales.LocalHost.DurableTask.Hub;

/// <summary>
/// A change to the hub. Many share one transaction, so <see cref="Apply"/> decides before it writes: it
/// never throws
/// for a reason of its own, only when the file fails, and then it may be applied again in another transaction.
/// </summary>
internal abstract class HubOperation
{
    /// <summary>
    /// The lease under which the work was done, or null for what any process may do; refused when the hub
    /// has another
    /// by now.
    /// </summary>
    internal virtual long? Term => null;

    internal abstract void Apply(HubTransaction transaction);

    /// <summary>The change is durable. Called on the writer's thread: short and without waiting.</summary>
    internal abstract void Committed();

    /// <summary>Nothing was stored.</summary>
    internal abstract void Failed(Exception reason);
}

/// <summary>A change that somebody awaits.</summary>
internal abstract class HubOperation<T> : HubOperation
{
    private readonly TaskCompletionSource<T> _done = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    internal Task<T> Done => _done.Task;

    protected T? Outcome { get; set; }

    internal override void Committed() => _done.TrySetResult(Outcome!);

    internal override void Failed(Exception reason) => _done.TrySetException(reason);
}

/// <summary>Where a test may stop the world.</summary>
internal enum HubPoint
{
    /// <summary>Everything is written, nothing is committed.</summary>
    BeforeCommit,

    /// <summary>It is durable, and nobody has been told.</summary>
    AfterCommit,
}

/// <summary>Called at every <see cref="HubPoint"/>; throwing stops the hub as a killed process would.</summary>
internal delegate void HubFault(HubPoint point, IReadOnlyList<HubOperation> operations);
