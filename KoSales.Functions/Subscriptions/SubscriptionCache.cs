using System.Text.Json;
using KoSales.Domain.Filters.Reading;
using KoSales.Domain.Webhooks;
using Microsoft.Extensions.Options;
using NodaTime;

namespace KoSales.Functions.Subscriptions;

/// <summary>The active subscriptions in memory, with their filters made ready. A change by this process counts at
/// once, one by another instance within seconds.</summary>
public sealed class SubscriptionCache
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private readonly ShortCache<LiveSubscriptions> _cache;
    private readonly bool _isAlone; // nobody else writes to the store
    private readonly Lock _gate = new();
    private int _evictions;
    private LiveSubscriptions? _known;

    public SubscriptionCache(
        IDocumentStore store,
        TimeProvider time,
        IOptions<StorageSettings> storage
    )
    {
        _isAlone = !storage.Value.UsesMongo;
        _cache = new(time, Lifetime, cancellationToken => LoadAsync(store, cancellationToken));
    }

    /// <summary>True when it is certain without asking the store that nobody wants to be told of
    /// anything.</summary>
    public bool IsKnownEmpty => _isAlone && Volatile.Read(ref _known) is { IsEmpty: true };

    public ValueTask<LiveSubscriptions> CurrentAsync(CancellationToken cancellationToken) =>
        _cache.GetAsync(cancellationToken);

    public void Evict()
    {
        lock (_gate)
            (_known, _evictions) = (null, _evictions + 1);
        _cache.Evict();
    }

    private async Task<LiveSubscriptions> LoadAsync(
        IDocumentStore store,
        CancellationToken cancellationToken
    )
    {
        int before;
        lock (_gate)
            before = _evictions;
        var all = await store
            .StreamAsync(
                WebhookSubscription.Collection,
                Filter.Missing("deleted_at"),
                cancellationToken
            )
            .ToListAsync(cancellationToken);
        var live = new LiveSubscriptions(all.Where(s => s.IsLive));
        lock (_gate)
        {
            if (_evictions == before)
                _known = live;
        }

        return live;
    }
}

/// <summary>The active subscriptions at one moment.</summary>
public sealed class LiveSubscriptions(IEnumerable<WebhookSubscription> all)
{
    private readonly LiveSubscription[] _all = [.. all.Select(s => new LiveSubscription(s))];

    public bool IsEmpty => _all.Length == 0;

    public IEnumerable<LiveSubscription> Wanting(string type) => _all.Where(s => s.Wants(type));

    /// <summary>The one that a cohort's action names; null for none.</summary>
    public LiveSubscription? Called(string name) =>
        Array.Find(_all, s => s.Subscription.IsCalled(name));
}

/// <summary>A subscription whose filter is compiled. One whose stored filter this release no longer takes lets
/// everything through.</summary>
public sealed class LiveSubscription
{
    private readonly HashSet<string> _types;
    private readonly Func<JsonElement, bool> _admits;

    public LiveSubscription(WebhookSubscription subscription)
    {
        Subscription = subscription;
        _types = subscription.EventTypes.ToHashSet(StringComparer.Ordinal);
        _admits = FilterOf(subscription.Selection);
    }

    public WebhookSubscription Subscription { get; }

    public bool Wants(string type) => _types.Contains(type);

    /// <param name="message">As it would be delivered.</param>
    public bool Admits(JsonElement message) => _admits(message);

    private static Func<JsonElement, bool> FilterOf(JsonElement? selection)
    {
        if (selection is not { ValueKind: JsonValueKind.Object } json)
            return _ => true;
        var read = FilterJson.Parse(json, new AcceptedFields(MessageFields.Instance));
        return read.IsRefused
            ? _ => true
            : FilterMatcher.Compile(read.Value, JsonFieldReader.Instance, Instant.MinValue);
    }
}
