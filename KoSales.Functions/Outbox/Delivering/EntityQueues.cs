namespace KoSales.Functions.Outbox.Delivering;

/// <summary>Runs work one after the other per key, and several keys at once.</summary>
internal sealed class EntityQueues
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue> _queues = new(StringComparer.Ordinal);

    /// <summary>The task ends when this piece of work has.</summary>
    /// <param name="work">What it throws is in the task, and keeps nothing from what comes after it.</param>
    public Task Enqueue(string key, Func<Task> work)
    {
        lock (_gate)
        {
            var queue = _queues.TryGetValue(key, out var found)
                ? found
                : _queues[key] = new Queue();
            queue.Waiting++;
            return queue.Tail = RunAsync(key, queue, queue.Tail, work);
        }
    }

    private async Task RunAsync(string key, Queue queue, Task previous, Func<Task> work)
    {
        await Task.WhenAny(previous).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await work();
        }
        finally
        {
            lock (_gate)
            {
                if (--queue.Waiting == 0)
                    _queues.Remove(key);
            }
        }
    }

    private sealed class Queue
    {
        public Task Tail { get; set; } = Task.CompletedTask;

        public int Waiting { get; set; }
    }
}
