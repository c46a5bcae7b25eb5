using System.Globalization;
using System.Text.Json.Serialization;
using KoSales.Domain.Loads;
using NodaTime;

namespace KoSales.Domain.Agents;

/// <summary>What an agent holds now, counted in the transactions that change it; see
/// <see cref="AgentLoads"/>. Made with the first count.</summary>
/// <remarks>A document of its own, so that counting never meets an edit of the agent.</remarks>
public sealed record AgentLoad : Document
{
    /// <summary>The agent's.</summary>
    public required string Id { get; init; }

    /// <summary>Leads that are open, not deleted and the agent's.</summary>
    public int OpenLeads { get; init; }

    /// <summary>Tasks that are open and the agent's, whoever has the lead.</summary>
    public int OpenTasks { get; init; }

    /// <summary>Leads given, by day in the company's zone (<see cref="DayKey"/>). Days longer past than a
    /// week are taken out each night.</summary>
    public IReadOnlyDictionary<string, int> Assigned
    {
        get;
        init => field = value ?? new Dictionary<string, int>();
    } = new Dictionary<string, int>();

    /// <summary>Leads that running assignment jobs have planned for the agent and not given yet.</summary>
    public int Reserved { get; init; }

    /// <summary>The fraction of a lead that earlier jobs still owe the agent, or have given too much;
    /// between -1 and 1.</summary>
    public decimal Carry { get; init; }

    /// <summary>As <see cref="Carry"/>, of contacts.</summary>
    public decimal CarryContacts { get; init; }

    /// <summary>As <see cref="Carry"/>, of customers.</summary>
    public decimal CarryCustomers { get; init; }

    /// <summary>As <see cref="Carry"/>, of deals.</summary>
    public decimal CarryDeals { get; init; }

    public Instant? LastAssignedAt { get; init; }

    /// <summary>Since when nothing is given to the agent any more, who has left; null while the agent works
    /// here.</summary>
    public Instant? ClosedAt { get; init; }

    /// <summary>Since when nothing is given to the agent, who is about to leave and still owns something;
    /// null otherwise.</summary>
    public Instant? LeavingAt { get; init; }

    [JsonIgnore]
    public override string Key => Id;

    /// <summary>The fraction of a record that earlier jobs over records of the kind owe.</summary>
    public decimal CarryOf(EntityKind kind) =>
        kind switch
        {
            EntityKind.Lead => Carry,
            EntityKind.Contact => CarryContacts,
            EntityKind.Customer => CarryCustomers,
            EntityKind.Deal => CarryDeals,
        };

    /// <summary>The path of <see cref="CarryOf"/>, for conditions and patches.</summary>
    public static string CarryPath(EntityKind kind) =>
        kind == EntityKind.Lead ? "carry" : $"carry_{WireNames<EntityKind>.Of(kind)}s";

    /// <summary>Leads given on that day.</summary>
    public int GivenOn(LocalDate day) => Assigned.GetValueOrDefault(DayKey(day));

    /// <summary>The path of a day's count, for conditions and increments.</summary>
    public static string GivenPath(LocalDate day) => "assigned." + DayKey(day);

    /// <summary>Keys of days before that one.</summary>
    public IEnumerable<string> DaysBefore(LocalDate day) =>
        Assigned.Keys.Where(key => string.CompareOrdinal(key, DayKey(day)) < 0);

    /// <summary>Such as <c>d20261122</c>: paths hold no dashes.</summary>
    public static string DayKey(LocalDate day) =>
        "d" + day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}

[JsonSerializable(typeof(AgentLoad))]
internal sealed partial class AgentLoadJson : JsonSerializerContext;
