using KoSales.Domain.Agents;

namespace KoSales.Domain.Planning;

/// <summary>Somebody who may be given records.</summary>
/// <param name="Weight">Above 0; shares are in proportion to it.</param>
/// <param name="CapacityLeft">Records that still fit, at least 0; null for no limit.</param>
/// <param name="OpenWork">Records held now, for <see cref="PlanStrategy.LeastLoaded"/>.</param>
/// <param name="Carry">What earlier plans owe (above 0) or gave too much (below 0), as a part of one
/// record.</param>
public sealed record Candidate(
    string AgentId,
    decimal Weight,
    int? CapacityLeft,
    int OpenWork,
    decimal Carry,
    Skills Skills
)
{
    public string? TeamId { get; init; }
}

/// <summary>A record to be given to somebody, as far as planning looks at it.</summary>
/// <param name="Sticky">The agent who knew the person before; null for nobody.</param>
public sealed record PlanItem(string Id, PlanTraits Traits, string? Sticky = null);

/// <summary>What an agent's skills are compared with. A trait that is missing asks for nothing.</summary>
public sealed record PlanTraits(
    string? Language,
    string? State,
    string? Kind,
    IReadOnlyList<string> Products
)
{
    public static readonly PlanTraits None = new(null, null, null, []);

    public bool Equals(PlanTraits? other) =>
        other is not null
        && Language == other.Language
        && State == other.State
        && Kind == other.Kind
        && Products.SequenceEqual(other.Products);

    public override int GetHashCode() => HashCode.Combine(Language, State, Kind, Products.Count);
}

public static class SkillMatch
{
    /// <summary>Codes of the skills that the agent lacks for such a record; empty when it may have
    /// it.</summary>
    public static IReadOnlyList<string> Lacks(Skills skills, PlanTraits traits) =>
        [.. LacksOf(skills, traits)];

    private static IEnumerable<string> LacksOf(Skills skills, PlanTraits traits)
    {
        if (!Serves(skills.Languages, traits.Language))
            yield return PlanReasons.Language;
        if (!Serves(skills.States, traits.State))
            yield return PlanReasons.Territory;
        if (!Serves(skills.Kinds, traits.Kind))
            yield return PlanReasons.Kind;
        if (!ServesAny(skills.Products, traits.Products))
            yield return PlanReasons.Products;
    }

    private static bool ServesAny(IReadOnlyList<string> served, IReadOnlyList<string> asked) =>
        served.Count == 0 || asked.Count == 0 || asked.Any(served.Contains);

    private static bool Serves(IReadOnlyList<string> served, string? asked) =>
        served.Count == 0 || asked is null || served.Contains(asked);
}

/// <summary>Stable codes for why an agent is not given a record, or a record goes to nobody.</summary>
public static class PlanReasons
{
    public const string Inactive = "inactive";
    public const string OnLeave = "on_leave";
    public const string WorksNoLeads = "works_no_leads";
    public const string OpenWorkLimit = "open_work_limit";
    public const string DailyLimit = "daily_limit";
    public const string Language = "skills.language";
    public const string Territory = "skills.state";
    public const string Kind = "skills.kind";
    public const string Products = "skills.products";

    /// <summary>Nobody among the agents serves such a record.</summary>
    public const string NoMatchingAgent = "no_matching_agent";

    /// <summary>Those who serve it are full.</summary>
    public const string NoCapacity = "no_capacity";
}
