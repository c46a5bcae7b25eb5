namespace KoSales.Domain.Planning;

/// <summary>One vessel of a fill: it starts to take when the level reaches <c>Base / Weight</c> and takes
/// <paramref name="Weight"/> per level until full.</summary>
/// <param name="Weight">Above 0.</param>
/// <param name="Base">Held already, at least 0.</param>
/// <param name="Room">What it takes at most; null for no limit.</param>
internal readonly record struct Vessel(decimal Weight, decimal Base, int? Room);

/// <summary>Shares an amount so that all vessels stand at one level, but those that are full or stood above
/// it before: weighted max-min fairness.</summary>
internal static class Fill
{
    private const int Digits = 15;

    /// <returns>What each takes; together the amount, or less when all are full.</returns>
    public static decimal[] Share(IReadOnlyList<Vessel> vessels, long amount)
    {
        var room = vessels.Any(v => v.Room is null)
            ? (long?)null
            : vessels.Sum(v => (long)v.Room!.Value);
        if (room <= amount)
            return [.. vessels.Select(v => (decimal)v.Room!.Value)];
        var level = Level(vessels, amount);
        return [.. vessels.Select(v => Taken(v, level))];
    }

    private static decimal Taken(Vessel vessel, decimal level)
    {
        var taken = Math.Max(0, Math.Round((vessel.Weight * level) - vessel.Base, Digits));
        return vessel.Room is { } room ? Math.Min(room, taken) : taken;
    }

    /// <summary>Rises from turn to turn: a turn is where a vessel begins to take or is full.</summary>
    private static decimal Level(IReadOnlyList<Vessel> vessels, decimal amount)
    {
        var (level, slope, left) = (0m, 0m, amount);
        foreach (
            var turn in vessels.SelectMany(Turns).OrderBy(t => t.At).ThenByDescending(t => t.Slope)
        )
        {
            var rise = (turn.At - level) * slope;
            if (slope > 0 && rise >= left)
                break;
            level = turn.At;
            slope += turn.Slope;
            left -= rise;
        }

        return slope > 0 ? level + (left / slope) : level;
    }

    private static IEnumerable<Turn> Turns(Vessel vessel)
    {
        yield return new Turn(vessel.Base / vessel.Weight, vessel.Weight);
        if (vessel.Room is { } room)
            yield return new Turn((vessel.Base + room) / vessel.Weight, -vessel.Weight);
    }

    /// <param name="Slope">What all take together per level changes by this.</param>
    private readonly record struct Turn(decimal At, decimal Slope);
}
