using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Domain.Agents;

/// <summary>An employee (or a connected system) that logs in and owns work.</summary>
public sealed record Agent : Document
{
    public static readonly Collection<Agent> Collection = new(
        "agents",
        () => new AgentJson(DocumentJson.NewOptions()).Agent,
        new IndexSpec(EmailIndex, "email") { Unique = true, Where = Filter.Missing("deleted_at") },
        new IndexSpec("agents_team_name", "team_id", "name"),
        new IndexSpec("agents_created", "created_at"),
        new IndexSpec("agents_name", "name_key"),
        new IndexSpec("agents_roles", "roles") { Multikey = true }
    );

    /// <summary>One living agent per e-mail address.</summary>
    public const string EmailIndex = "agents_email";

    public required AgentId Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Not on the wire: the name's form by which lists are sorted.</summary>
    public string NameKey => Texts.SortKey(Name);

    /// <summary>Lower case.</summary>
    public required string Email { get; init; }

    /// <summary>For recognition only; the number itself is not kept.</summary>
    public string? PhoneMasked { get; init; }

    /// <summary>Null: cannot log in until an administrator sets a password.</summary>
    public string? PasswordHash { get; init; }

    /// <summary>At least one, distinct; auditor and integration stand alone.</summary>
    public required IReadOnlyList<Role> Roles { get; init; }

    public TeamId? TeamId { get; init; }

    public AgentId? ManagerId { get; init; }

    public AgentStatus Status { get; init; }

    /// <summary>In order of time, without overlaps.</summary>
    public IReadOnlyList<LeavePeriod> Leave
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>On leave because a leave covers the day, hence back by itself; false when somebody set the
    /// status.</summary>
    public bool AwayByLeave { get; init; }

    /// <summary>Since when the portfolio is being placed before the agent leaves for good; null
    /// otherwise.</summary>
    public Instant? LeavingAt { get; init; }

    /// <summary>Since when what the agent owns follows to another team; null once it has.</summary>
    public Instant? TeamMovedAt { get; init; }

    public Capacity Capacity { get; init; } = new();

    public Skills Skills { get; init; } = new();

    /// <summary>Null: the team's, else the company's.</summary>
    public string? CalendarId { get; init; }

    public AgentSecurity Security { get; init; } = new();

    [JsonIgnore]
    public override string Key => Id.Value;

    /// <summary>May hold a session: alive and not inactive.</summary>
    [JsonIgnore]
    public bool MayLogIn => DeletedAt is null && Status != AgentStatus.Inactive;

    /// <summary>May be somebody's or a team's manager.</summary>
    [JsonIgnore]
    public bool MayLead => MayLogIn && (Roles.Contains(Role.Manager) || Roles.Contains(Role.Admin));

    [JsonIgnore]
    public bool IsWorkingAdmin => MayLogIn && Roles.Contains(Role.Admin);

    /// <summary>Takes new work on that day.</summary>
    public bool IsAvailableOn(LocalDate day) =>
        DeletedAt is null && Status == AgentStatus.Active && !IsAwayOn(day);

    public bool IsAwayOn(LocalDate day) => Leave.Any(period => period.Covers(day));

    public Actor AsActor() => new(Id.Value, Roles, TeamId?.Value);

    /// <summary>The next version, written by the command's actor.</summary>
    public Agent Next(Command command) =>
        this with
        {
            Version = Version + 1,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };

    /// <summary>Ends every session: tokens of the old epoch are worth nothing.</summary>
    public Agent WithSessionsEnded() =>
        this with
        {
            Security = Security with { TokenEpoch = Security.TokenEpoch + 1 },
        };

    /// <summary>Without the wrong passwords so far.</summary>
    public Agent Unlocked() =>
        this with
        {
            Security = Security with { FailedLogins = 0, LockedUntil = null },
        };

    /// <summary>A new password: unlocks, and ends every session.</summary>
    /// <param name="hash">As the password hasher writes it, parameters included.</param>
    public Agent WithPassword(string hash, Instant now) =>
        this with
        {
            PasswordHash = hash,
            Security = new AgentSecurity
            {
                PasswordChangedAt = now,
                TokenEpoch = Security.TokenEpoch + 1,
            },
        };
}

[JsonSerializable(typeof(Agent))]
internal sealed partial class AgentJson : JsonSerializerContext;
