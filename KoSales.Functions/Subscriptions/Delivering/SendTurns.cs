using Microsoft.Extensions.Options;

namespace KoSales.Functions.Subscriptions.Delivering;

/// <summary>Who may call a receiver now. Of one subscription a few deliveries are under way at once, of one whose
/// receiver is slow a single one, and of all together so many that other work of the app always finds room.
/// Thread-safe; for this process.</summary>
public sealed class SendTurns(IOptions<WebhookSettings> settings)
{
    /// <summary>Fewer than host.json lets activities run side by side.</summary>
    private const int MostTogether = 20;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _underWay = new(StringComparer.Ordinal);
    private readonly HashSet<string> _slow = new(StringComparer.Ordinal);
    private int _together;

    /// <summary>Null when it is not the subscription's turn.</summary>
    public IDisposable? TryTake(string subscriptionId)
    {
        lock (_gate)
        {
            var own = _underWay.GetValueOrDefault(subscriptionId);
            var most = _slow.Contains(subscriptionId) ? 1 : settings.Value.SideBySide;
            if (own >= most || _together >= MostTogether)
                return null;
            _underWay[subscriptionId] = own + 1;
            _together++;
            return new Turn(this, subscriptionId);
        }
    }

    public void Note(string subscriptionId, bool isSlow)
    {
        lock (_gate)
        {
            if (isSlow)
                _slow.Add(subscriptionId);
            else
                _slow.Remove(subscriptionId);
        }
    }

    private void GiveBack(string subscriptionId)
    {
        lock (_gate)
        {
            _together--;
            if (--_underWay[subscriptionId] == 0)
                _underWay.Remove(subscriptionId);
        }
    }

    private sealed class Turn(SendTurns turns, string subscriptionId) : IDisposable
    {
        public void Dispose() => turns.GiveBack(subscriptionId);
    }
}
