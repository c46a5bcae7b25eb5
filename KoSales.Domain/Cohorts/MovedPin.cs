namespace KoSales.Domain.Cohorts;

/// <summary>A pin that became another entity's.</summary>
/// <param name="Pin">As it was.</param>
/// <param name="IsDropped">The other entity had one of the kind, which stays, so that this one went.</param>
public sealed record MovedPin(string CohortId, CohortPin Pin, bool IsDropped);

/// <summary>What becomes of pins when two entities become one.</summary>
public sealed partial record Cohort
{
    /// <summary>The pins of an entity that would become another's.</summary>
    public IReadOnlyList<MovedPin> PinsToMove(string from, string to) =>
        [
            .. Pins.Where(p => p.EntityId == from)
                .Select(p => new MovedPin(Key, p, PinOf(to, p.Kind) is not null)),
        ];

    /// <summary>The pins of an entity are another's, with reason and expiry; the other's own ones
    /// stay.</summary>
    public Cohort MovePins(string from, string to, Command command)
    {
        var moved = PinsToMove(from, to);
        if (moved.Count == 0)
            return this;
        var renamed = moved.Where(m => !m.IsDropped).Select(m => m.Pin).ToHashSet();
        return Redefined(command) with
        {
            Pins =
            [
                .. Pins.Where(p => p.EntityId != from || renamed.Contains(p))
                    .Select(p => p.EntityId == from ? p with { EntityId = to } : p),
            ],
        };
    }

    /// <summary>Of pins that were moved: those that the first entity can have again. One that somebody has
    /// changed or taken away since stays as it is, and so does one that has expired.</summary>
    public IReadOnlyList<MovedPin> PinsToReturn(
        IReadOnlyList<MovedPin> moved,
        string to,
        Command command
    ) =>
        Mode == CohortMode.Dynamic
            ? []
            :
            [
                .. moved.Where(m =>
                    m.Pin.IsInForce(command.Now)
                    && PinOf(m.Pin.EntityId, m.Pin.Kind) is null
                    && (m.IsDropped ? Pins.Count < MostPins : IsAsMoved(m.Pin, to))
                ),
            ];

    /// <summary>These are the first entity's again.</summary>
    public Cohort ReturnPins(IReadOnlyList<MovedPin> back, string to, Command command)
    {
        if (back.Count == 0)
            return this;
        var pins = back.Aggregate(
            Pins,
            (all, moved) =>
                moved.IsDropped
                    ? [.. all, moved.Pin]
                    : [.. all.Select(p => p == moved.Pin with { EntityId = to } ? moved.Pin : p)]
        );
        return Redefined(command) with { Pins = pins };
    }

    private CohortPin? PinOf(string entityId, PinKind kind) =>
        Pins.FirstOrDefault(p => p.EntityId == entityId && p.Kind == kind);

    private bool IsAsMoved(CohortPin pin, string to) =>
        PinOf(to, pin.Kind) == pin with { EntityId = to };
}
