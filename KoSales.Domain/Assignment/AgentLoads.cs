using KoSales.Domain.Filters;
using KoSales.Domain.Kernel;
using KoSales.Domain.Leads;
using KoSales.Domain.Storage;
using KoSales.Domain.Tasks;
using NodaTime;

namespace KoSales.Domain.Assignment;

/// <summary>What is added to a load; negative amounts take away.</summary>
/// <param name="Given">Leads newly given, which count for the day and are refused by an agent who has left.</param>
public sealed record LoadDelta(int Leads = 0, int Tasks = 0, int Given = 0);

/// <summary>Keeps loads equal to what is owned: whoever writes a lead or a task adds its count to the same batch.</summary>
/// <remarks>One write per agent and batch, none where the counts cancel out or nobody is involved.</remarks>
public static class AgentLoads
{
    public static readonly Collection<AgentLoad> Collection = new("agent_loads", new AgentLoadJson(DocumentJson.NewOptions()).AgentLoad);

    private static readonly Filter Working = Filter.Missing("closed_at");
    private static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Asia/Kolkata"];

    /// <summary>Leads that count for their owner.</summary>
    public static readonly Filter OpenLeads = Filter.AllOf(Filter.Eq("status", "open"), LeadStore.Alive);

    /// <summary>The day by which daily limits count.</summary>
    public static LocalDate DayOf(Instant now) => now.InZone(Zone).Date;

    /// <param name="agentId">Null for nobody: nothing is added.</param>
    public static WriteBatch Count(this WriteBatch batch, string? agentId, LoadDelta delta, Command command)
    {
        if (agentId is null) return batch;
        var tally = new Tally(Collection, agentId, () => Made(agentId, command), Amounts(delta, command.Now));
        if (delta.Given > 0) tally = tally with { OnlyIf = Working, Set = new Dictionary<string, string?> { ["last_assigned_at"] = $"\"{InstantConverter.Write(command.Now)}\"" } };
        return batch.Add(tally, new Patch(command.Now, command.Actor.Id));
    }

    /// <summary>A lead that was made, changed or is gone. A new owner is given it: the commit is refused when that agent has left.</summary>
    /// <param name="before">Null for a new one.</param>
    public static WriteBatch CountLead(this WriteBatch batch, Lead? before, Lead after, Command command)
    {
        var (from, to) = (HolderOf(before), HolderOf(after));
        if (from == to) return batch;
        var given = after.OwnerId is not null && after.OwnerId != before?.OwnerId ? 1 : 0;
        return batch.Count(from, new LoadDelta(Leads: -1), command).Count(to, new LoadDelta(Leads: 1, Given: given), command);
    }

    /// <param name="before">Null for a new one.</param>
    public static WriteBatch CountTask(this WriteBatch batch, SalesTask? before, SalesTask after, Command command)
    {
        var (from, to) = (HolderOf(before), HolderOf(after));
        return from == to ? batch : batch.Count(from, new LoadDelta(Tasks: -1), command).Count(to, new LoadDelta(Tasks: 1), command);
    }

    private static string? HolderOf(Lead? lead) => lead is { Status: LeadStatus.Open, DeletedAt: null } ? lead.OwnerId : null;

    private static string? HolderOf(SalesTask? task) => task is { IsOpen: true, DeletedAt: null } ? task.OwnerId : null;

    private static WriteOperation.Insert Made(string agentId, Command command)
    {
        var load = new AgentLoad { Id = agentId, CreatedAt = command.Now, UpdatedAt = command.Now, CreatedBy = command.Actor.Id, UpdatedBy = command.Actor.Id };
        return new WriteOperation.Insert(Collection, agentId, Collection.Write(load));
    }

    private static Dictionary<string, decimal> Amounts(LoadDelta delta, Instant now)
    {
        Dictionary<string, decimal> amounts = [];
        if (delta.Leads != 0) amounts["open_leads"] = delta.Leads;
        if (delta.Tasks != 0) amounts["open_tasks"] = delta.Tasks;
        if (delta.Given != 0) amounts[AgentLoad.GivenPath(DayOf(now))] = delta.Given;
        return amounts;
    }
}
