using NodaTime;

namespace KoSales.Domain.Cohorts;

/// <summary>Whether an entity belongs to a cohort, and by what.</summary>
public readonly record struct Standing(bool IsMember, MemberSource Source)
{
    public static readonly Standing Out = new(false, MemberSource.Rule);
}

/// <summary>What a cohort says of an entity.</summary>
/// <param name="NextChange">The earliest instant after now at which time alone may change the standing; null for
/// never.</param>
public readonly record struct Judgement(Standing Standing, Instant? NextChange)
{
    public static readonly Judgement Gone = new(Standing.Out, null);
}

/// <summary>The one place that says who belongs to a cohort: exclude pins, then include pins, then the
/// rule. What is deleted belongs to none.</summary>
public static class Membership
{
    /// <param name="pin">The pin in force.</param>
    /// <param name="matches">Whether the rule matches; false without a rule.</param>
    public static Standing Of(CohortMode mode, CohortPin? pin, bool matches)
    {
        if (pin is not null && mode != CohortMode.Dynamic)
            return new Standing(pin.Kind == PinKind.Include, MemberSource.Manual);
        return mode != CohortMode.Static && matches
            ? new Standing(true, MemberSource.Rule)
            : Standing.Out;
    }
}
