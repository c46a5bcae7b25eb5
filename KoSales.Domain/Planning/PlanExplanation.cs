using KoSales.Domain.Agents;

namespace KoSales.Domain.Planning;

/// <summary>One agent's chance of a record.</summary>
/// <param name="Why">Codes of <see cref="PlanReasons"/> for why not; empty when it may have the record.</param>
public sealed record CandidateAnswer(string AgentId, IReadOnlyList<string> Why)
{
    public bool MayHave => Why.Count == 0;

    /// <param name="notAtAll">Why the agent takes no part in the plan; empty when it does.</param>
    public static CandidateAnswer Of(
        string agentId,
        Skills skills,
        IReadOnlyList<string> notAtAll,
        PlanItem item,
        PlanOptions options
    ) =>
        new(
            agentId,
            [.. notAtAll, .. options.SkillsMatching ? SkillMatch.Lacks(skills, item.Traits) : []]
        );
}
