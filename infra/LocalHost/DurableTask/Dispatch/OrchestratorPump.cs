using KoSales.LocalHost.DurableTask.History;
using KoSales.LocalHost.DurableTask.Hub;

namespace KoSales.LocalHost.DurableTask.Dispatch;

/// <summary>Where passes go when they are made, or cannot be.</summary>
internal interface IPassSink
{
    void Store(HubOperation operation);

    void Failed(HubOperation operation, Exception reason);

    /// <summary>Logs, and tries again a little later.</summary>
    void Postpone(Exception reason, Action again);
}

/// <summary>Takes instances that have messages through their passes, and their checkpoints to the
/// hub.</summary>
internal sealed class OrchestratorPump(
    Mailboxes mailboxes,
    HistoryCache cache,
    HubReader reader,
    PassRunner runner,
    IPassSink sink
)
{
    private Task _workers = Task.CompletedTask;

    internal void Start(int workers) =>
        _workers = Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(Work)));

    internal Task StopAsync(CancellationToken cancellation)
    {
        mailboxes.Complete();
        return _workers
            .WaitAsync(cancellation)
            .ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    private async Task Work()
    {
        await foreach (var box in mailboxes.Ready.ReadAllAsync())
        {
            if (mailboxes.Open(box) is not { } inbox)
                continue;
#pragma warning disable CA1031 // The pass could not be made, as when the file fails; its messages are still there.
            try
            {
                await RunAsync(box, inbox);
            }
            catch (Exception reason)
            {
                sink.Postpone(reason, () => mailboxes.Retry(box));
            }
#pragma warning restore CA1031
        }
    }

    private async Task RunAsync(Mailbox box, List<HubMessage> inbox)
    {
        var state = Load(box.Id, inbox);
        var batch = Batch.Of(state, inbox);
        box.Held = inbox.Count - batch.Consumed.Count;
        if (state is null || batch.Events.Count == 0)
        {
            Keep(state);
            Discard(box, batch.Consumed);
            return;
        }

        var checkpoint = await runner.RunAsync(state, batch, box.Term);
        sink.Store(
            new CheckpointOperation(checkpoint, operation => Stored(box, operation), sink.Failed)
        );
    }

    private void Discard(Mailbox box, List<HubMessage> consumed)
    {
        void Done() => mailboxes.Close(box, consumed);
        sink.Store(new DiscardOperation(consumed, box.Term, Done, sink.Failed));
    }

    private void Keep(InstanceState? state)
    {
        if (state is { Row.HasEnded: false })
            cache.Put(state);
    }

    private void Stored(Mailbox box, CheckpointOperation operation)
    {
        Keep(operation.After);
        mailboxes.Close(box, operation.Checkpoint.Consumed);
    }

    /// <summary>
    /// A message of an execution that the cache does not know means that another start has replaced the
    /// instance.
    /// </summary>
    private InstanceState? Load(string id, List<HubMessage> inbox)
    {
        if (cache.Take(id) is not { } cached)
            return reader.State(id);
        var known = cached.Row.Start.ExecutionId;
        return inbox.Exists(message => message.ExecutionId is { } execution && execution != known)
            ? reader.State(id)
            : cached;
    }
}
