using KoSales.Domain.Agents;
using KoSales.Domain.Assignment;
using KoSales.Domain.Leads;
using KoSales.Domain.Loads;
using KoSales.Domain.Tasks;
using KoSales.Functions.Writing;
using NodaTime;

namespace KoSales.Functions.Assignment;

/// <summary>Where a load is not what is owned.</summary>
public sealed record LoadViolation(
    string AgentId,
    int OpenLeads,
    int CountedLeads,
    int OpenTasks,
    int CountedTasks
);

/// <summary>Counts what agents own and compares it with their loads.</summary>
public sealed class LoadAudit(IDocumentStore store, Commits commits)
{
    private const int DaysKept = 7;
    private const int TurnsKept = 90;

    private static readonly Filter OwnedTasks = Filter.AllOf(
        SalesTasks.Open,
        Filter.Missing("deleted_at")
    );

    /// <summary>None while nothing is amiss. Under writes a difference may be one that is being
    /// written.</summary>
    public async Task<IReadOnlyList<LoadViolation>> CheckAsync(CancellationToken cancellationToken)
    {
        var counted = await CountAsync(cancellationToken);
        Dictionary<string, AgentLoad> loads = [];
        await foreach (
            var load in store.StreamAsync(
                AgentLoads.Collection,
                Filter.Everything,
                cancellationToken
            )
        )
            loads[load.Id] = load;
        return
        [
            .. counted
                .Keys.Union(loads.Keys)
                .Order(StringComparer.Ordinal)
                .Select(id =>
                    Compare(id, loads.GetValueOrDefault(id), counted.GetValueOrDefault(id))
                )
                .OfType<LoadViolation>(),
        ];
    }

    /// <summary>Brings loads in line, each under the condition that it is still as it was when the owned
    /// things were counted. Returns what was amiss.</summary>
    public async Task<IReadOnlyList<LoadViolation>> RepairAsync(
        Command command,
        CancellationToken cancellationToken
    )
    {
        var found = await CheckAsync(cancellationToken);
        foreach (var violation in found)
            await RepairAsync(violation.AgentId, command, cancellationToken);
        return found;
    }

    /// <summary>Takes counts of days out that are longer past than a week, and turns of groups that have
    /// not met for long. Returns how many loads had some.</summary>
    public async Task<int> PruneAsync(Command command, CancellationToken cancellationToken)
    {
        var batch = new WriteBatch();
        await foreach (
            var load in store.StreamAsync(
                AgentLoads.Collection,
                Filter.Everything,
                cancellationToken
            )
        )
        {
            var past = load.DaysBefore(CompanyDay.Of(command.Now).PlusDays(-DaysKept))
                .ToDictionary(key => "assigned." + key, _ => (string?)null);
            if (past.Count > 0)
                batch.Patch(
                    AgentLoads.Collection,
                    Filter.Eq("id", load.Id),
                    new Patch(command.Now, command.Actor.Id) { Set = past }
                );
        }

        var loads = batch.Operations.Count;
        var forgotten = new Filter.Condition(
            "updated_at",
            FilterOperator.Lt,
            new FilterValue.Moment(command.Now - Duration.FromDays(TurnsKept))
        );
        batch.Delete(AssignmentTurns.Collection, forgotten);
        await store.CommitAsync(batch, cancellationToken);
        return loads;
    }

    private Task RepairAsync(
        string agentId,
        Command command,
        CancellationToken cancellationToken
    ) =>
        commits.CarryAsync(
            $"the load of {agentId}",
            async attempt =>
            {
                // The load before what it counts: a write in between changes its version, and the repair is
                // made again.
                var load = await store.FindAsync(AgentLoads.Collection, agentId, cancellationToken);
                var (leads, tasks) = await CountAsync(agentId, cancellationToken);
                if (load is null)
                    attempt.Batch.Insert(
                        AgentLoads.Collection,
                        Stamped(
                            new AgentLoad
                            {
                                Id = agentId,
                                OpenLeads = leads,
                                OpenTasks = tasks,
                                CreatedAt = command.Now,
                            },
                            command
                        )
                    );
                else
                    attempt.Batch.Replace(
                        AgentLoads.Collection,
                        Stamped(
                            load with
                            {
                                OpenLeads = leads,
                                OpenTasks = tasks,
                                Version = load.Version + 1,
                            },
                            command
                        )
                    );
            },
            cancellationToken
        );

    private async Task<Dictionary<string, (int Leads, int Tasks)>> CountAsync(
        CancellationToken cancellationToken
    )
    {
        Dictionary<string, (int Leads, int Tasks)> counted = [];
        foreach (
            var group in await store.GroupCountAsync(
                LeadStore.Collection,
                AgentLoads.OpenLeads,
                ["owner_id"],
                cancellationToken
            )
        )
        {
            if (group.Values[0] is { } owner)
                counted[owner] = ((int)group.Count, 0);
        }

        foreach (
            var group in await store.GroupCountAsync(
                SalesTasks.Collection,
                OwnedTasks,
                ["owner_id"],
                cancellationToken
            )
        )
        {
            if (group.Values[0] is { } owner)
                counted[owner] = (counted.GetValueOrDefault(owner).Leads, (int)group.Count);
        }

        return counted;
    }

    private async Task<(int Leads, int Tasks)> CountAsync(
        string agentId,
        CancellationToken cancellationToken
    )
    {
        var own = Filter.Eq("owner_id", agentId);
        var leads = await store.CountAsync(
            LeadStore.Collection,
            Filter.AllOf(own, AgentLoads.OpenLeads),
            cancellationToken
        );
        return (
            (int)leads,
            (int)
                await store.CountAsync(
                    SalesTasks.Collection,
                    Filter.AllOf(own, OwnedTasks),
                    cancellationToken
                )
        );
    }

    private static LoadViolation? Compare(
        string agentId,
        AgentLoad? load,
        (int Leads, int Tasks) counted
    ) =>
        (load?.OpenLeads ?? 0, load?.OpenTasks ?? 0) == counted
            ? null
            : new LoadViolation(
                agentId,
                load?.OpenLeads ?? 0,
                counted.Leads,
                load?.OpenTasks ?? 0,
                counted.Tasks
            );

    private static AgentLoad Stamped(AgentLoad load, Command command) =>
        load with
        {
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };
}
