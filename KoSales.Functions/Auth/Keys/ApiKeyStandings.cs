using System.Collections.Concurrent;
using KoSales.Domain.Auth;
using KoSales.Functions.Passwords;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace KoSales.Functions.Auth.Keys;

/// <summary>Finds the actor of an API key. Keys that are good are known for a few seconds, so that most calls
/// cost no read: one that was revoked is refused at once on this instance and within <see cref="TimeToLive"/>
/// on any other.</summary>
/// <remarks>Whatever is not admitted took one read, be it unknown, expired or revoked.</remarks>
public sealed class ApiKeyStandings(
    IDocumentStore store,
    TimeProvider time,
    ILogger<ApiKeyStandings> log
)
{
    public static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(5);

    private const int MostEntries = 10_000;

    private readonly ConcurrentDictionary<string, Standing> _byHash = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _usedAt = new(StringComparer.Ordinal);
    private long _evictions;

    public static bool IsKey(ReadOnlySpan<char> token) =>
        token.StartsWith(ApiKey.Prefix, StringComparison.Ordinal);

    /// <summary>Null for a key that is not good.</summary>
    public async ValueTask<Actor?> AdmitAsync(string token, CancellationToken cancellationToken)
    {
        var hash = SecretTokens.Hash(token);
        var now = Instant.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var standing = Known(hash, now) ?? await ReadAsync(hash, cancellationToken);
        if (standing is null || !standing.Key.Admits(hash, now))
            return null;
        if (IsNews(standing.Key.Key))
            await NoteUseAsync(ApiKeyUse.Of(standing.Key, now), cancellationToken);
        return standing.Actor;
    }

    /// <summary>To be called after every committed write to a key.</summary>
    public void Evict()
    {
        Interlocked.Increment(ref _evictions);
        _byHash.Clear();
    }

    private Standing? Known(string hash, Instant now) =>
        _byHash.TryGetValue(hash, out var known)
        && time.GetElapsedTime(known.ReadAt) < TimeToLive
        && known.Key.Admits(hash, now)
            ? known
            : null;

    private async ValueTask<Standing?> ReadAsync(string hash, CancellationToken cancellationToken)
    {
        var evictions = Interlocked.Read(ref _evictions);
        var readAt = time.GetTimestamp();
        var key = await store.FirstAsync(ApiKey.Collection, ApiKey.Of(hash), cancellationToken);
        if (key is null)
            return null;
        var standing = new Standing(key, key.AsActor(), readAt);
        if (_byHash.Count >= MostEntries)
            _byHash.Clear();
        // What was read during a write may be as it was before.
        if (Interlocked.Read(ref _evictions) == evictions)
            _byHash[hash] = standing;
        return standing;
    }

    /// <summary>Of calls within the same minute one.</summary>
    private bool IsNews(string id)
    {
        var at = time.GetTimestamp();
        if (!_usedAt.TryGetValue(id, out var before))
            return _usedAt.TryAdd(id, at);
        return time.GetElapsedTime(before, at) >= ApiKeyUse.Resolution.ToTimeSpan()
            && _usedAt.TryUpdate(id, at, before);
    }

    private async ValueTask NoteUseAsync(ApiKeyUse use, CancellationToken cancellationToken)
    {
        try
        {
            await store.CommitAsync(
                new WriteBatch().Upsert(ApiKeyUse.Collection, use),
                cancellationToken
            );
        }
        catch (StoreUnavailableException exception)
        {
            KeyLog.UseNotNoted(log, use.Id, exception);
        }
    }

    private sealed record Standing(ApiKey Key, Actor Actor, long ReadAt);
}

internal static partial class KeyLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The use of {Key} could not be noted")]
    public static partial void UseNotNoted(ILogger log, string key, Exception exception);
}
