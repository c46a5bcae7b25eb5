using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KoSales.Domain.Access;
using KoSales.Domain.Agents;
using KoSales.Domain.Auth;
using KoSales.Domain.Storage;
using KoSales.Domain.Teams;
using NodaTime;

namespace KoSales.Functions.Agents;

public sealed record CreateAgent
{
    [StringLength(120, MinimumLength = 1)]
    public required string Name { get; init; }

    [StringLength(254, MinimumLength = 3)]
    public required string Email { get; init; }

    /// <summary>Kept masked only.</summary>
    [StringLength(32)]
    public string? Phone { get; init; }

    /// <summary>Left out: the agent cannot log in until one is set.</summary>
    [StringLength(PasswordPolicy.Longest)]
    public string? Password { get; init; }

    [MinLength(1), MaxLength(5)]
    public required IReadOnlyList<Role> Roles { get; init; }

    public TeamId? TeamId { get; init; }

    public AgentId? ManagerId { get; init; }

    [MaxLength(50)]
    public IReadOnlyList<LeaveBody>? Leave { get; init; }

    public CapacityBody? Capacity { get; init; }

    public SkillsBody? Skills { get; init; }

    [StringLength(40)]
    public string? CalendarId { get; init; }
}

/// <summary>A merge patch: what is left out stays, null clears.</summary>
public sealed record EditAgent
{
    [StringLength(120, MinimumLength = 1)]
    public string? Name { get; init; }

    [StringLength(254, MinimumLength = 3)]
    public string? Email { get; init; }

    [StringLength(32)]
    public string? Phone { get; init; }

    [MinLength(1), MaxLength(5)]
    public IReadOnlyList<Role>? Roles { get; init; }

    public TeamId? TeamId { get; init; }

    public AgentId? ManagerId { get; init; }

    public AgentStatus? Status { get; init; }

    [MaxLength(50)]
    public IReadOnlyList<LeaveBody>? Leave { get; init; }

    public CapacityBody? Capacity { get; init; }

    public SkillsBody? Skills { get; init; }

    [StringLength(40)]
    public string? CalendarId { get; init; }
}

public sealed record SetPassword
{
    [StringLength(PasswordPolicy.Longest, MinimumLength = 1)]
    public required string Password { get; init; }
}

public sealed record LeaveBody
{
    public required LocalDate From { get; init; }

    public required LocalDate To { get; init; }

    [Description(
        "Who has the open leads and tasks from the first day on; they return by themselves after the last."
    )]
    public AgentId? DelegateTo { get; init; }
}

public sealed record CapacityBody
{
    [Range(0, 1_000_000)]
    public int? MaxOpenLeads { get; init; }

    [Range(0.01, 100.0)]
    public decimal? Weight { get; init; }

    [Range(0, 1_000_000)]
    public int? DailyLimit { get; init; }
}

public sealed record SkillsBody
{
    [MaxLength(50)]
    [KeptInTheClear]
    public IReadOnlyList<string>? Languages { get; init; }

    [MaxLength(50)]
    [KeptInTheClear]
    public IReadOnlyList<string>? States { get; init; }

    [MaxLength(20)]
    [KeptInTheClear]
    public IReadOnlyList<string>? Kinds { get; init; }

    [MaxLength(200)]
    [KeptInTheClear]
    public IReadOnlyList<string>? Products { get; init; }
}

/// <summary>An agent as administrators, managers, auditors and the agent itself see it: everything but what
/// logging in depends on.</summary>
public sealed record AgentView
{
    public required AgentId Id { get; init; }

    public required int Version { get; init; }

    public required string Name { get; init; }

    public required string Email { get; init; }

    public string? PhoneMasked { get; init; }

    public required IReadOnlyList<Role> Roles { get; init; }

    public TeamId? TeamId { get; init; }

    public AgentId? ManagerId { get; init; }

    public required AgentStatus Status { get; init; }

    public required IReadOnlyList<LeavePeriod> Leave { get; init; }

    /// <summary>Set while the portfolio is being placed before the agent leaves for good.</summary>
    public Instant? LeavingAt { get; init; }

    public required Capacity Capacity { get; init; }

    public required Skills Skills { get; init; }

    public string? CalendarId { get; init; }

    /// <summary>Counted apart from the agent, so it changes without the version. Left out of the answer to
    /// a login.</summary>
    public LoadView? Load { get; init; }

    public Instant? LastAssignedAt { get; init; }

    public required Instant CreatedAt { get; init; }

    public required Instant UpdatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required string UpdatedBy { get; init; }

    public static AgentView Of(Agent agent) =>
        new()
        {
            Id = agent.Id,
            Version = agent.Version,
            Name = agent.Name,
            Email = agent.Email,
            PhoneMasked = agent.PhoneMasked,
            Roles = agent.Roles,
            TeamId = agent.TeamId,
            ManagerId = agent.ManagerId,
            Status = agent.Status,
            Leave = agent.Leave,
            LeavingAt = agent.LeavingAt,
            Capacity = agent.Capacity,
            Skills = agent.Skills,
            CalendarId = agent.CalendarId,
            CreatedAt = agent.CreatedAt,
            UpdatedAt = agent.UpdatedAt,
            CreatedBy = agent.CreatedBy,
            UpdatedBy = agent.UpdatedBy,
        };
}

/// <param name="AssignedToday">Leads given today, in India.</param>
public sealed record LoadView(int OpenLeads, int OpenTasks, int AssignedToday);

internal sealed record HeldMembers(LoadView Load, Instant? LastAssignedAt);

/// <summary>A colleague as agents see one: whom to hand work to, nothing about the person.</summary>
public sealed record AgentCard
{
    public required AgentId Id { get; init; }

    public required int Version { get; init; }

    public required string Name { get; init; }

    public TeamId? TeamId { get; init; }

    public required AgentStatus Status { get; init; }

    public required IReadOnlyList<Role> Roles { get; init; }
}

[JsonSerializable(typeof(CreateAgent))]
[JsonSerializable(typeof(EditAgent))]
[JsonSerializable(typeof(SetPassword))]
[JsonSerializable(typeof(AgentView))]
[JsonSerializable(typeof(AgentCard))]
[JsonSerializable(typeof(HeldMembers))]
internal sealed partial class AgentContractsJson : JsonSerializerContext
{
    public static AgentContractsJson Wire { get; } = new(DocumentJson.NewOptions());
}
