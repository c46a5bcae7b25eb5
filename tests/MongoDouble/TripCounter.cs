using System.Collections.Concurrent;

namespace KoSales.MongoDouble;

/// <summary>Counts commands by name: each is a round trip. Those that a driver sends by itself (hello, ping
/// of the
/// monitor, endSessions) are counted too, under their own names.</summary>
public sealed class TripCounter
{
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    public int this[string command] => _counts.GetValueOrDefault(command);

    public IReadOnlyDictionary<string, int> ByCommand => _counts;

    public void Reset() => _counts.Clear();

    internal void Count(string command) => _counts.AddOrUpdate(command, 1, (_, count) => count + 1);
}
