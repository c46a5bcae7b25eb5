using NodaTime;

namespace KoSales.Domain.Cohorts;

/// <summary>Whether an entity belongs to a cohort, and by what.</summary>
public readonly record struct Standing(bool IsMember, MemberSource Source)
{
    public static readonly Standing Out = new(false, MemberSource.Rule);
}

/// <summary>The one place that says who belongs to a cohort: exclude pins, then include pins, then the rule. What is deleted belongs to none.</summary>
public static class Membership
{
    /// <param name="pin">The pin in force.</param>
    /// <param name="matches">Whether the rule matches; asked only when no pin decides.</param>
    public static Standing Of(CohortMode mode, CohortPin? pin, Func<bool> matches)
    {
        if (pin is not null && mode != CohortMode.Dynamic) return new Standing(pin.Kind == PinKind.Include, MemberSource.Manual);
        return mode != CohortMode.Static && matches() ? new Standing(true, MemberSource.Rule) : Standing.Out;
    }

    /// <summary>The earliest instant at which time alone may change the standing.</summary>
    public static Instant? NextFlip(Instant? ruleFlips, Instant? pinExpires) => PinTable.Earliest(ruleFlips, pinExpires);
}
