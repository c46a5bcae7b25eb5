using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using KoSales.Domain.Planning;

namespace KoSales.Domain.Assignment;

/// <summary>The agents who compete for one record: those who are there, serve it and have room. Turns are
/// counted among
/// exactly these, so that what others are given never counts, and who joins or leaves begins a new count in
/// which
/// nobody has to catch up.</summary>
public sealed class CompetingGroup
{
    private CompetingGroup(string id, IReadOnlyList<Candidate> agents) =>
        (Id, Agents) = (id, agents);

    /// <summary>The same for the same agents with the same weights, on every machine.</summary>
    public string Id { get; }

    /// <summary>In the order in which ties are broken, which differs from group to group, so that no agent
    /// is always
    /// first.</summary>
    public IReadOnlyList<Candidate> Agents { get; }

    /// <param name="agents">Distinct, at least one.</param>
    public static CompetingGroup Of(IEnumerable<Candidate> agents)
    {
        Candidate[] sorted = [.. agents.OrderBy(a => a.AgentId, StringComparer.Ordinal)];
        var text = string.Join('\n', sorted.Select(AgentAndWeight));
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        var seed = BitConverter.ToInt64(hash);
        var id = Convert.ToHexStringLower(hash.AsSpan(0, 16));
        return new CompetingGroup(id, [.. sorted.OrderBy(a => SeededOrder.Rank(seed, a.AgentId))]);
    }

    private static string AgentAndWeight(Candidate agent) =>
        string.Create(CultureInfo.InvariantCulture, $"{agent.AgentId}:{agent.Weight:0.##########}");

    /// <summary>Whose turn it is: the agent who, with one more, would have the least for the weight. With
    /// equal weights
    /// no two ever differ by more than one.</summary>
    /// <param name="seen">Null when nobody of the group was given anything yet.</param>
    public Candidate Next(AssignmentTurns? seen) =>
        Agents.MinBy(a => ((seen?.GivenTo(a.AgentId) ?? 0) + 1) / a.Weight)!;
}
