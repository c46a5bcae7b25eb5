using NodaTime;

namespace KoSales.Domain.Sla;

/// <summary>Adds up clocks that ended or are past due. Not thread-safe.</summary>
public sealed class SlaTally
{
    private readonly List<int> _minutes = [];
    private readonly Dictionary<string, long> _overruns = new(StringComparer.Ordinal);
    private int _met;
    private int _open;

    public int Count => _minutes.Count;

    public int Met => _met;

    /// <summary>Of them, those that have not ended.</summary>
    public int Open => _open;

    /// <summary>0 to 100, with one decimal; null when there is nothing to count.</summary>
    public decimal? MetPercent => Count == 0 ? null : Math.Round(100m * _met / Count, 1);

    /// <summary>Breach minutes by holder; the empty string stands for nobody.</summary>
    public IReadOnlyDictionary<string, long> Overruns => _overruns;

    public void Add(bool met, int usedMinutes, bool isOpen = false)
    {
        _minutes.Add(usedMinutes);
        if (isOpen)
            _open++;
        if (met)
            _met++;
    }

    public void AddOverrun(string? holder, Duration overrun)
    {
        var key = holder ?? "";
        _overruns[key] = _overruns.GetValueOrDefault(key) + (long)overrun.TotalMinutes;
    }

    /// <summary>The least value at or below which so many percent of the clocks lie (nearest rank); null
    /// when there is none.</summary>
    public int? Percentile(int percent)
    {
        if (Count == 0)
            return null;
        _minutes.Sort();
        return _minutes[Math.Max(0, (int)Math.Ceiling(Count * percent / 100m) - 1)];
    }
}
