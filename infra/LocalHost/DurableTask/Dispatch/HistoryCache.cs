using KoSales.LocalHost.DurableTask.History;

namespace KoSales.LocalHost.DurableTask.Dispatch;

/// <summary>
/// States of instances that ran lately, so that the next message needs no read. Bounded by the number of
/// events it
/// holds; the longest unused go first. Thread-safe. A state is taken out while a pass works on it.
/// </summary>
internal sealed class HistoryCache(int mostEvents)
{
    /// <summary>What an instance weighs beside its events.</summary>
    private const int BaseWeight = 8;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<InstanceState>> _byId = new(
        StringComparer.Ordinal
    );
    private readonly LinkedList<InstanceState> _byUse = new();
    private int _weight;

    internal InstanceState? Take(string id)
    {
        lock (_gate)
        {
            if (!_byId.Remove(id, out var node))
                return null;
            Drop(node);
            return node.Value;
        }
    }

    internal void Put(InstanceState state)
    {
        lock (_gate)
        {
            if (_byId.Remove(state.Row.Start.Id, out var old))
                Drop(old);
            _byId[state.Row.Start.Id] = _byUse.AddLast(state);
            _weight += Weight(state);
            while (_weight > mostEvents && _byUse.First is { } oldest)
            {
                _byId.Remove(oldest.Value.Row.Start.Id);
                Drop(oldest);
            }
        }
    }

    internal void Clear()
    {
        lock (_gate)
        {
            _byId.Clear();
            _byUse.Clear();
            _weight = 0;
        }
    }

    private static int Weight(InstanceState state) => state.History.Count + BaseWeight;

    private void Drop(LinkedListNode<InstanceState> node)
    {
        _byUse.Remove(node);
        _weight -= Weight(node.Value);
    }
}
