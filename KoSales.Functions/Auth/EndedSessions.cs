using System.Collections.Concurrent;

namespace KoSales.Functions.Auth;

/// <summary>Sessions logged out on this instance: their access tokens are refused at once here, elsewhere
/// they last until they expire.</summary>
public sealed class EndedSessions(AccessTokens tokens, TimeProvider time)
{
    private const int MostEntries = 100_000;

    private readonly ConcurrentDictionary<string, DateTimeOffset> _ended = new(
        StringComparer.Ordinal
    );

    public bool Contains(string session) => !_ended.IsEmpty && _ended.ContainsKey(session);

    public void Add(string session)
    {
        var now = time.GetUtcNow();
        if (_ended.Count >= MostEntries)
            Forget(now);
        // Twice the lifetime: longer than any token of the session, skew included.
        _ended[session] = now + (2 * tokens.Lifetime);
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (session, until) in _ended)
        {
            if (until < now)
                _ended.TryRemove(session, out _);
        }
    }
}
