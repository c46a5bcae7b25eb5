using KoSales.Domain.Agents;
using KoSales.Domain.Assignment;
using KoSales.Domain.Leads;
using KoSales.Domain.Loads;
using KoSales.Domain.Tasks;
using KoSales.Functions.Writing;
using NodaTime;

namespace KoSales.Functions.Assignment.Loads;

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
        var firstKept = CompanyDay.Of(command.Now).PlusDays(-DaysKept);
        await foreach (
            var load in store.StreamAsync(
                AgentLoads.Collection,
                Filter.Everything,
                cancellationToken
            )
        )
            ForgetDays(batch, load, firstKept, command);

        var loads = batch.Operations.Count;
        var longAgo = command.Now - Duration.FromDays(TurnsKept);
        var forgotten = new Filter.Condition(
            "updated_at",
            FilterOperator.Lt,
            new FilterValue.Moment(longAgo)
        );
        batch.Delete(AssignmentTurns.Collection, forgotten);
        await store.CommitAsync(batch, cancellationToken);
        return loads;
    }

    private static void ForgetDays(
        WriteBatch batch,
        AgentLoad load,
        LocalDate firstKept,
        Command command
    )
    {
        var past = load.DaysBefore(firstKept)
            .ToDictionary(key => "assigned." + key, _ => (string?)null);
        if (past.Count == 0)
            return;
        batch.Patch(
            AgentLoads.Collection,
            Filter.Eq("id", load.Id),
            new Patch(command.Now, command.Actor.Id) { Set = past }
        );
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
                var owned = await CountAsync(agentId, cancellationToken);
                if (load is null)
                    attempt.Batch.Insert(AgentLoads.Collection, First(agentId, owned, command));
                else
                    attempt.Batch.Replace(AgentLoads.Collection, Mended(load, owned, command));
            },
            cancellationToken
        );

    private static AgentLoad First(string agentId, OwnedCount owned, Command command)
    {
        var load = new AgentLoad
        {
            Id = agentId,
            OpenLeads = owned.Leads,
            OpenTasks = owned.Tasks,
            CreatedAt = command.Now,
        };
        return Stamped(load, command);
    }

    private static AgentLoad Mended(AgentLoad load, OwnedCount owned, Command command)
    {
        var mended = load with
        {
            OpenLeads = owned.Leads,
            OpenTasks = owned.Tasks,
            Version = load.Version + 1,
        };
        return Stamped(mended, command);
    }

    private async Task<Dictionary<string, OwnedCount>> CountAsync(
        CancellationToken cancellationToken
    )
    {
        Dictionary<string, OwnedCount> counted = [];
        var leads = await store.GroupCountAsync(
            LeadStore.Collection,
            AgentLoads.OpenLeads,
            ["owner_id"],
            cancellationToken
        );
        foreach (var group in leads)
        {
            if (group.Values[0] is { } owner)
                counted[owner] = new OwnedCount((int)group.Count, 0);
        }

        var tasks = await store.GroupCountAsync(
            SalesTasks.Collection,
            OwnedTasks,
            ["owner_id"],
            cancellationToken
        );
        foreach (var group in tasks)
        {
            if (group.Values[0] is { } owner)
                counted[owner] = counted.GetValueOrDefault(owner) with { Tasks = (int)group.Count };
        }

        return counted;
    }

    private async Task<OwnedCount> CountAsync(string agentId, CancellationToken cancellationToken)
    {
        var own = Filter.Eq("owner_id", agentId);
        var leads = await store.CountAsync(
            LeadStore.Collection,
            Filter.AllOf(own, AgentLoads.OpenLeads),
            cancellationToken
        );
        var tasks = await store.CountAsync(
            SalesTasks.Collection,
            Filter.AllOf(own, OwnedTasks),
            cancellationToken
        );
        return new OwnedCount((int)leads, (int)tasks);
    }

    private static LoadViolation? Compare(string agentId, AgentLoad? load, OwnedCount counted)
    {
        var stored = new OwnedCount(load?.OpenLeads ?? 0, load?.OpenTasks ?? 0);
        if (stored == counted)
            return null;
        return new LoadViolation(agentId, stored.Leads, counted.Leads, stored.Tasks, counted.Tasks);
    }

    private static AgentLoad Stamped(AgentLoad load, Command command) =>
        load with
        {
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };

    /// <summary>Open things that an agent owns.</summary>
    private readonly record struct OwnedCount(int Leads, int Tasks);
}
