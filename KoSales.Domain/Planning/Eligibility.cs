using KoSales.Domain.Agents;
using NodaTime;

namespace KoSales.Domain.Planning;

/// <summary>What an agent holds when a plan is made.</summary>
/// <param name="OpenWork">Open records owned.</param>
/// <param name="GivenToday">Records given today.</param>
/// <param name="Reserved">Records that other plans have promised and not yet given.</param>
public sealed record Holding(int OpenWork, int GivenToday, int Reserved);

/// <summary>Whether an agent takes part in a plan at all.</summary>
/// <param name="CapacityLeft">min(open-work limit − open work, daily limit − today's), less what is
/// reserved, at least 0; null for no limit.</param>
/// <param name="Why">Codes of <see cref="PlanReasons"/> for why not; empty when it takes part.</param>
public sealed record Eligibility(int? CapacityLeft, IReadOnlyList<string> Why)
{
    public bool TakesPart => Why.Count == 0;

    /// <summary>Takes part, or would if it had room.</summary>
    public bool IsAtMostFull =>
        Why.All(w => w is PlanReasons.OpenWorkLimit or PlanReasons.DailyLimit);

    /// <param name="day">Today in the company's zone.</param>
    public static Eligibility Of(Agent agent, Holding holding, LocalDate day)
    {
        var open = Left(agent.Capacity.MaxOpenLeads, holding.OpenWork + holding.Reserved);
        var daily = Left(agent.Capacity.DailyLimit, holding.GivenToday + holding.Reserved);
        List<string> why = [.. WhyNotAtWork(agent, day)];
        if (open == 0)
            why.Add(PlanReasons.OpenWorkLimit);
        if (daily == 0)
            why.Add(PlanReasons.DailyLimit);
        return new Eligibility(Least(open, daily), why);
    }

    /// <summary>For records that the agent's limits are not about.</summary>
    public static Eligibility Unlimited(Agent agent, LocalDate day) =>
        new(null, [.. WhyNotAtWork(agent, day)]);

    private static IEnumerable<string> WhyNotAtWork(Agent agent, LocalDate day)
    {
        if (agent.DeletedAt is not null || agent.Status == AgentStatus.Inactive)
            yield return PlanReasons.Inactive;
        else if (!agent.IsAvailableOn(day))
            yield return PlanReasons.OnLeave;
        if (!agent.Roles.Any(r => r is Role.Agent or Role.Manager or Role.Admin))
            yield return PlanReasons.WorksNoLeads;
    }

    private static int? Left(int? limit, int held) =>
        limit is { } most ? Math.Max(0, most - held) : null;

    private static int? Least(int? left, int? right)
    {
        if (left is not { } least)
            return right;
        return Math.Min(least, right ?? least);
    }
}
