using System.Collections.Concurrent;
using KoSales.Functions.Api.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.Feed;

/// <summary>Opens streams of the feed, as many as a principal may have.</summary>
public sealed class FeedStreams(
    FeedReader reader,
    FeedTail tail,
    FeedQueries queries,
    IOptions<FeedSettings> settings,
    IHostApplicationLifetime lifetime
)
{
    private const int RetrySeconds = 5;

    private readonly ConcurrentDictionary<string, int> _open = new(StringComparer.Ordinal);

    /// <summary>Refuses with 410 a cursor that has expired, and with 429 one stream too many.</summary>
    public async Task<IResult> OpenAsync(FeedQuery query, CancellationToken cancellationToken)
    {
        var position = await reader.BeginAsync(query, isStream: true, cancellationToken);
        return new FeedStream(query, position, Take(query.Actor.Id))
        {
            Reader = reader,
            Tail = tail,
            Queries = queries,
            Settings = settings.Value,
            Stopping = lifetime.ApplicationStopping,
        };
    }

    private Place Take(string principal)
    {
        var open = _open.AddOrUpdate(principal, 1, (_, count) => count + 1);
        var place = new Place(() => Leave(principal));
        if (open <= settings.Value.MostStreams)
            return place;
        place.Dispose();
        throw new RefusalException(TooMany(settings.Value.MostStreams));
    }

    private void Leave(string principal)
    {
        var left = _open.AddOrUpdate(principal, 0, (_, count) => count - 1);
        if (left == 0)
            _open.TryRemove(KeyValuePair.Create(principal, 0));
    }

    private static Fault TooMany(int most) =>
        new(
            FaultKind.Throttled,
            "feed.too_many_streams",
            $"You have {most} streams open, which is as many as one may have; close one first.",
            null,
            new Dictionary<string, Fact> { [Failures.RetryAfter] = RetrySeconds }
        );

    /// <summary>One of a principal's streams.</summary>
    private sealed class Place(Action leave) : IDisposable
    {
        private Action? _leave = leave;

        public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
    }
}
