using System.Globalization;
using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Domain.Assignment;

/// <summary>handing_over → active → returning → ended; a leave that is over before all was handed over
/// returns what was.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DelegationStatus>))]
public enum DelegationStatus
{
    /// <summary>The portfolio goes to the delegate, page by page.</summary>
    [JsonStringEnumMemberName("handing_over")]
    HandingOver,

    /// <summary>The delegate has it.</summary>
    [JsonStringEnumMemberName("active")]
    Active,

    /// <summary>What is unchanged goes back, page by page.</summary>
    [JsonStringEnumMemberName("returning")]
    Returning,

    [JsonStringEnumMemberName("ended")]
    Ended,
}

/// <summary>A portfolio in somebody else's hands for the time of a leave.</summary>
public sealed record Delegation : Document
{
    public static readonly Collection<Delegation> Collection = new(
        "delegations",
        () => new DelegationJson(DocumentJson.NewOptions()).Delegation,
        new IndexSpec("delegations_open", "status")
        {
            Where = Filter.In("status", ["handing_over", "active", "returning"]),
        },
        new IndexSpec("delegations_agent", "agent_id", "-created_at"),
        new IndexSpec("delegations_created", "-created_at")
    );

    /// <summary><c>{agent}.{first day, yyyymmdd}.{delegate}</c>, so that a leave is delegated once; also
    /// the cause of its hand-overs.</summary>
    public required string Id { get; init; }

    public required string AgentId { get; init; }

    /// <summary>The agent's.</summary>
    public string? TeamId { get; init; }

    public required string DelegateId { get; init; }

    public string? DelegateTeamId { get; init; }

    public required LocalDate From { get; init; }

    public required LocalDate Until { get; init; }

    public required DelegationStatus Status { get; init; }

    /// <summary>Leads that went to the delegate.</summary>
    public int Leads { get; init; }

    /// <summary>Contacts, customers and deals that went to the delegate.</summary>
    public int Others { get; init; }

    /// <summary>Tasks that went to the delegate.</summary>
    public int Tasks { get; init; }

    /// <summary>Records that came back.</summary>
    public int Returned { get; init; }

    /// <summary>Records that had changed meanwhile and stayed where they were.</summary>
    public int Kept { get; init; }

    /// <summary>Hand-overs made so far; numbers their records.</summary>
    public int Records { get; init; }

    [JsonIgnore]
    public override string Key => Id;

    [JsonIgnore]
    public Holder Agent => new(AgentId, TeamId);

    [JsonIgnore]
    public Holder Delegate => new(DelegateId, DelegateTeamId);

    public static string IdOf(string agentId, LocalDate from, string delegateId) =>
        $"{agentId}.{from.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}.{delegateId}";

    /// <summary>The next version, written by the command's actor.</summary>
    public Delegation Next(Command command) =>
        this with
        {
            Version = Version + 1,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };
}

[JsonSerializable(typeof(Delegation))]
internal sealed partial class DelegationJson : JsonSerializerContext;
