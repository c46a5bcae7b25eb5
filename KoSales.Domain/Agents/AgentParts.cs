using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Domain.Agents;

[JsonConverter(typeof(JsonStringEnumConverter<AgentStatus>))]
public enum AgentStatus
{
    /// <summary>Works and is given work.</summary>
    [JsonStringEnumMemberName("active")]
    Active,

    /// <summary>May log in, is given no new work.</summary>
    [JsonStringEnumMemberName("on_leave")]
    OnLeave,

    /// <summary>Left: cannot log in, owns nothing open.</summary>
    [JsonStringEnumMemberName("inactive")]
    Inactive,
}

/// <summary>Whole days of absence, both ends included, in the company's zone.</summary>
/// <param name="DelegateTo">The agent who has the open leads and tasks meanwhile; null where they wait.</param>
public sealed record LeavePeriod(LocalDate From, LocalDate To, AgentId? DelegateTo = null)
{
    public bool Covers(LocalDate day) => From <= day && day <= To;

    public bool Overlaps(LeavePeriod other) => From <= other.To && other.From <= To;
}

/// <summary>How much work an agent takes.</summary>
public sealed record Capacity
{
    /// <summary>Null: no limit.</summary>
    public int? MaxOpenLeads { get; init; }

    /// <summary>Share relative to others, above 0; 1 when nothing else is said.</summary>
    public decimal Weight { get; init; } = 1;

    /// <summary>New leads per day; null: no limit.</summary>
    public int? DailyLimit { get; init; }
}

/// <summary>What an agent can serve. An empty list means any.</summary>
public sealed record Skills
{
    /// <summary>ISO 639-1.</summary>
    public IReadOnlyList<string> Languages
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Two-digit GST state codes.</summary>
    public IReadOnlyList<string> States
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Kinds of lead.</summary>
    public IReadOnlyList<string> Kinds
    {
        get;
        init => field = value ?? [];
    } = [];

    public IReadOnlyList<string> Products
    {
        get;
        init => field = value ?? [];
    } = [];
}

/// <summary>What logging in depends on. Never on the wire.</summary>
public sealed record AgentSecurity
{
    /// <summary>Wrong passwords since the last right one.</summary>
    public int FailedLogins { get; init; }

    /// <summary>No password is tried before this instant; null when not locked.</summary>
    public Instant? LockedUntil { get; init; }

    /// <summary>Null while there is no password.</summary>
    public Instant? PasswordChangedAt { get; init; }

    /// <summary>Tokens made under another epoch are worth nothing; starts at 1 and only grows.</summary>
    public int TokenEpoch { get; init; } = 1;
}
