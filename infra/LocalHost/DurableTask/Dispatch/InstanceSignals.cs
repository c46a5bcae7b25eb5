namespace KoSales.LocalHost.DurableTask.Dispatch;

/// <summary>
/// Wakes those who wait for an instance to change. Thread-safe; an instance that nobody waits for costs a
/// look-up.
/// </summary>
internal sealed class InstanceSignals
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, TaskCompletionSource> _waiting = new(
        StringComparer.Ordinal
    );

    /// <summary>Completes at the instance's next change; to miss none, ask before looking at the
    /// instance.</summary>
    internal Task Next(string id)
    {
        lock (_gate)
        {
            if (!_waiting.TryGetValue(id, out var source))
                _waiting[id] = source = new TaskCompletionSource(
                    TaskCreationOptions.RunContinuationsAsynchronously
                );
            return source.Task;
        }
    }

    internal void Changed(List<string> ids)
    {
        if (ids.Count == 0)
            return;
        lock (_gate)
        {
            if (_waiting.Count == 0)
                return;
            foreach (var id in ids)
            {
                if (_waiting.Remove(id, out var source))
                    source.TrySetResult();
            }
        }
    }

    internal void AllMayHaveChanged()
    {
        lock (_gate)
        {
            foreach (var source in _waiting.Values)
                source.TrySetResult();
            _waiting.Clear();
        }
    }
}
