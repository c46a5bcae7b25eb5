using KoSales.Domain.Agents;
using KoSales.Domain.Loads;
using NodaTime;

namespace KoSales.Functions.Assignment.Loads;

/// <summary>Counts what agents own in a store that was written before loads were counted. Does nothing
/// where there is a load.</summary>
internal sealed class FirstLoads(IDocumentStore store, LoadAudit audit, TimeProvider time)
    : IStartTask
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (await HasLoadsAsync(cancellationToken))
            return;
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        var command = new Command(Actor.System, now, "first-loads");
        await audit.RepairAsync(command, cancellationToken);
        var batch = new WriteBatch();
        await foreach (
            var agent in store.StreamAsync(Agent.Collection, Filter.Everything, cancellationToken)
        )
            AddLoad(batch, agent, command);

        // Agents of that time hold a load that nobody kept.
        batch.Patch(Agent.Collection, Filter.Present("load"), WithoutLoad(command));
        await store.CommitAsync(batch, cancellationToken);
    }

    private static void AddLoad(WriteBatch batch, Agent agent, Command command)
    {
        var id = agent.Id.Value;
        batch.EnsureLoad(id, command);
        if (!agent.MayLogIn)
            batch.Patch(AgentLoads.Collection, Filter.Eq("id", id), Closed(command));
    }

    private async ValueTask<bool> HasLoadsAsync(CancellationToken cancellationToken) =>
        await store.FirstAsync(AgentLoads.Collection, Filter.Everything, cancellationToken)
            is not null;

    private static Patch WithoutLoad(Command command) =>
        new(command.Now, command.Actor.Id)
        {
            Set = new Dictionary<string, string?> { ["load"] = null, ["last_assigned_at"] = null },
        };

    private static Patch Closed(Command command) =>
        new(command.Now, command.Actor.Id)
        {
            Set = new Dictionary<string, string?> { ["closed_at"] = JsonText.Of(command.Now) },
        };
}
