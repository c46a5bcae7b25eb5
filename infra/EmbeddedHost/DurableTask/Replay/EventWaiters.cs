using Microsoft.DurableTask;

namespace KoSales.EmbeddedHost.DurableTask.Replay;

/// <summary>
/// Who waits for external events, and events that nobody has waited for yet. The latest waiter of a name is served first. One that has
/// been cancelled stays in line and swallows the event that reaches it, as the original does.
/// </summary>
internal sealed class EventWaiters(DataConverter converter)
{
    private readonly Dictionary<string, Stack<Waiter>> _waiters = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<EventArrival> _unclaimed = [];

    /// <summary>In order of arrival.</summary>
    internal IReadOnlyList<EventArrival> Unclaimed => _unclaimed;

    internal bool AnyOpen => _waiters.Values.Any(stack => stack.Any(waiter => waiter.IsOpen));

    internal Task<T> Wait<T>(string name, PassThread thread, CancellationToken cancellation)
    {
        var line = _waiters.TryGetValue(name, out var existing) ? existing : _waiters[name] = new Stack<Waiter>();
        if (line.TryPeek(out var top) && top.Type != typeof(T))
        {
            throw new ArgumentException(
                $"Events with the same name must have the same type argument. Expected {top.Type.FullName} "
                + $"but was requested {typeof(T).FullName}.");
        }

        var waiter = new Waiter<T>();
        var ready = _unclaimed.FindIndex(arrival => string.Equals(arrival.Name, name, StringComparison.OrdinalIgnoreCase));
        if (ready < 0)
        {
            line.Push(waiter);
        }
        else
        {
            waiter.Complete(_unclaimed[ready].Payload, converter);
            _unclaimed.RemoveAt(ready);
        }

        if (cancellation.CanBeCanceled)
        {
            cancellation.Register(() =>
            {
                if (thread.IsHere) waiter.Cancel(cancellation);
            });
        }

        return waiter.Task;
    }

    internal void Arrive(string name, string? payload)
    {
        if (_waiters.TryGetValue(name, out var line) && line.TryPop(out var waiter)) waiter.Complete(payload, converter);
        else _unclaimed.Add(new EventArrival(name, payload));
    }

    private abstract class Waiter
    {
        internal abstract Type Type { get; }

        internal abstract bool IsOpen { get; }

        internal abstract void Complete(string? payload, DataConverter converter);
    }

    private sealed class Waiter<T> : Waiter
    {
        private readonly TaskCompletionSource<T> _source = new();

        internal Task<T> Task => _source.Task;

        internal override Type Type => typeof(T);

        internal override bool IsOpen => !_source.Task.IsCompleted;

        internal override void Complete(string? payload, DataConverter converter)
        {
            try
            {
                _source.TrySetResult(converter.Deserialize<T>(payload)!);
            }
            catch (Exception unreadable) when (unreadable is System.Text.Json.JsonException or NotSupportedException)
            {
                _source.TrySetException(unreadable);
            }
        }

        internal void Cancel(CancellationToken cancellation) => _source.TrySetCanceled(cancellation);
    }
}

/// <summary>An external event as it came in; the payload is JSON or null.</summary>
internal sealed record EventArrival(string Name, string? Payload);
