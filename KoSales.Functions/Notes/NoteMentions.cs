using KoSales.Domain.Agents;
using KoSales.Functions.Tasks.Making;

namespace KoSales.Functions.Notes;

/// <summary>Whom a note may call upon: who works here and sees what it is about, since a call upon
/// somebody who finds nothing is worse than none.</summary>
public sealed class NoteMentions(IDocumentStore store, TaskSubjects subjects)
{
    /// <summary>Each once, in the order given; a fault for each who may not be named.</summary>
    public async ValueTask<Verdict<IReadOnlyList<string>>> CheckAsync(
        IReadOnlyList<AgentId> named,
        EntityRef entity,
        CancellationToken cancellationToken
    )
    {
        string[] ids = [.. named.Select(n => n.Value).Distinct(StringComparer.Ordinal)];
        var agents = (await store.GetManyAsync(Agent.Collection, ids, cancellationToken))
            .Select(Agent.Collection.Read)
            .Where(a => a.MayLogIn)
            .ToDictionary(a => a.Key, StringComparer.Ordinal);
        List<Fault> faults = [];
        for (var i = 0; i < named.Count; i++)
        {
            var agent = agents.GetValueOrDefault(named[i].Value);
            if (await FaultOfAsync(agent, entity, $"/mentions/{i}", cancellationToken) is { } fault)
                faults.Add(fault);
        }

        return faults.Count > 0 ? Verdict<IReadOnlyList<string>>.Refuse(faults) : ids;
    }

    private async ValueTask<Fault?> FaultOfAsync(
        Agent? agent,
        EntityRef entity,
        string pointer,
        CancellationToken cancellationToken
    )
    {
        if (agent is null)
            return Fault.Invalid(pointer, "agent.not_found", "There is no such agent.");
        var seen = await subjects.FindAsync(entity, agent.AsActor(), cancellationToken);
        return seen is null
            ? Fault.Invalid(
                pointer,
                "note.mention_unseen",
                "This agent does not see what the note is about; hand it over, or leave the agent out."
            )
            : null;
    }
}
