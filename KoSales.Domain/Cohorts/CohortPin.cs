using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Domain.Cohorts;

/// <summary>An entity put into a cohort or kept out of it by hand; wins over the rule, and exclude over
/// include.</summary>
/// <param name="By">An agent id.</param>
/// <param name="ExpiresAt">From then on the pin counts for nothing and is removed; null for never.</param>
public sealed record CohortPin(
    string EntityId,
    PinKind Kind,
    string By,
    Instant At,
    string? Reason = null,
    Instant? ExpiresAt = null
)
{
    public bool IsInForce(Instant now) => ExpiresAt is not { } end || end > now;
}

[JsonConverter(typeof(JsonStringEnumConverter<PinKind>))]
public enum PinKind
{
    [JsonStringEnumMemberName("include")]
    Include,

    [JsonStringEnumMemberName("exclude")]
    Exclude,
}

/// <summary>The pins of a cohort, for looking up one entity's.</summary>
public sealed class PinTable
{
    public static readonly PinTable Empty = new([]);

    private readonly Dictionary<string, (CohortPin? Include, CohortPin? Exclude)> _byEntity = new(
        StringComparer.Ordinal
    );

    public PinTable(IEnumerable<CohortPin> pins)
    {
        foreach (var pin in pins)
        {
            var (include, exclude) = _byEntity.GetValueOrDefault(pin.EntityId);
            _byEntity[pin.EntityId] = pin.Kind == PinKind.Include ? (pin, exclude) : (include, pin);
        }
    }

    public IReadOnlyCollection<string> EntityIds => _byEntity.Keys;

    /// <summary>The pin that decides now, or null.</summary>
    public CohortPin? InForce(string entityId, Instant now)
    {
        if (_byEntity.Count == 0 || !_byEntity.TryGetValue(entityId, out var pins))
            return null;
        if (pins.Exclude?.IsInForce(now) is true)
            return pins.Exclude;
        return pins.Include?.IsInForce(now) is true ? pins.Include : null;
    }

    /// <summary>When the entity's next pin expires; null for never.</summary>
    public Instant? NextExpiry(string entityId, Instant now)
    {
        if (_byEntity.Count == 0 || !_byEntity.TryGetValue(entityId, out var pins))
            return null;
        return Earliest(EndAfter(pins.Include, now), EndAfter(pins.Exclude, now));
    }

    internal static Instant? Earliest(Instant? one, Instant? other) =>
        (one, other) switch
        {
            ({ } a, { } b) => Instant.Min(a, b),
            _ => one ?? other,
        };

    private static Instant? EndAfter(CohortPin? pin, Instant now) =>
        pin?.ExpiresAt is { } end && end > now ? end : null;
}
