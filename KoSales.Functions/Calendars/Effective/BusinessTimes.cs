using System.Collections.Concurrent;
using KoSales.Domain.Calendars;
using KoSales.Domain.Sla;
using NodaTime;

namespace KoSales.Functions.Calendars.Effective;

/// <summary>The compiled times that clocks count by, in memory for good: a key names versions, which never
/// change.</summary>
/// <remarks>Thread-safe. <see cref="IClockTimes.Of"/> reads from memory only; <c>LoadAsync</c> brings keys
/// there.</remarks>
public sealed class BusinessTimes(IDocumentStore store, CalendarCache cache) : IClockTimes
{
    /// <summary>A key more than this clears all: they are loaded again when asked for.</summary>
    private const int MostKeys = 20_000;

    private readonly ConcurrentDictionary<string, WorkingTime> _compiled = new(
        StringComparer.Ordinal
    );

    /// <summary>Which time counts at an instant, its key loaded.</summary>
    public async ValueTask<BusinessTime> OfAsync(
        CalendarQuestion question,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var (baseId, stack) = (await cache.CurrentAsync(cancellationToken)).Of(question, now);
        var key = stack.Key;
        return new BusinessTime(
            baseId,
            key,
            _compiled.GetOrAdd(
                key,
                static (_, s) => WorkingTime.Accepted(CalendarLayers.Compose(s)),
                stack
            )
        );
    }

    /// <summary>Loads the keys that a log names.</summary>
    public async ValueTask LoadAsync(SlaClock clock, CancellationToken cancellationToken)
    {
        foreach (var entry in clock.Log)
        {
            if (entry.Calendar is { } key && key != SlaClock.WallKey && !_compiled.ContainsKey(key))
                await LoadAsync(key, cancellationToken);
        }
    }

    /// <exception cref="KeyNotFoundException">The key was not loaded.</exception>
    public IClockTime Of(string key) =>
        key == SlaClock.WallKey ? WallTime.Instance : _compiled[key];

    private async ValueTask LoadAsync(string key, CancellationToken cancellationToken)
    {
        var (ids, leave) = CalendarKey.Read(key);
        var layers = (
            await store.GetManyAsync(CalendarStore.Versions, [.. ids], cancellationToken)
        ).Select(CalendarStore.Versions.Read);
        if (_compiled.Count >= MostKeys)
            _compiled.Clear();
        _compiled[key] = WorkingTime.Accepted(
            CalendarLayers.Compose(new CalendarStack([.. layers], leave))
        );
    }
}

/// <param name="CalendarId">The base calendar, as people know it.</param>
/// <param name="Key">For clocks.</param>
public sealed record BusinessTime(string CalendarId, string Key, WorkingTime Time);
