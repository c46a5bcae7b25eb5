using KoSales.Domain.Filters.Dates;
using NodaTime;

namespace KoSales.Domain.Rules;

/// <summary>What one kind of related documents says of an entity, by path.</summary>
public sealed class RelatedFacts
{
    private readonly Dictionary<string, RelatedFact> _byPath = [];

    public static readonly RelatedFacts None = new();

    public IEnumerable<KeyValuePair<string, RelatedFact>> Facts => _byPath;

    public RelatedFacts Add(string path, FieldValue value)
    {
        _byPath[path] = new RelatedFact(value, null);
        return this;
    }

    /// <summary>The number of moments that are past: what lies ahead today counts later, without any change
    /// to a document.</summary>
    public RelatedFacts AddPast(string path, IEnumerable<Instant> moments)
    {
        _byPath[path] = new RelatedFact(
            default,
            [.. moments.Select(m => m.ToUnixTimeMilliseconds()).Order()]
        );
        return this;
    }
}

/// <summary>A fact that holds until a document changes, or the count of those of its moments that are
/// past.</summary>
public readonly struct RelatedFact
{
    private readonly FieldValue _value;
    private readonly long[]? _moments;

    internal RelatedFact(FieldValue value, long[]? moments) =>
        (_value, _moments) = (value, moments);

    public FieldValue At(FilterClock clock) =>
        _moments is null ? _value : FieldValue.Of((decimal)Past(clock));

    /// <summary>When it changes next by time alone; null when it does not.</summary>
    public Instant? NextChange(FilterClock clock)
    {
        if (_moments is null)
            return null;
        var past = Past(clock);
        return past == _moments.Length
            ? null
            : Instant.FromUnixTimeMilliseconds(_moments[past] + 1);
    }

    private int Past(FilterClock clock)
    {
        var count = 0;
        while (count < _moments!.Length && _moments[count] < clock.Millis)
            count++;
        return count;
    }
}
