using System.Text.Json.Serialization;

namespace KoSales.Domain.Access;

[JsonConverter(typeof(JsonStringEnumConverter<Role>))]
public enum Role
{
    /// <summary>Everything.</summary>
    [JsonStringEnumMemberName("admin")]
    Admin,

    /// <summary>Own team's records, workflows, cohorts, approvals.</summary>
    [JsonStringEnumMemberName("manager")]
    Manager,

    /// <summary>Own records and the team's unassigned pool.</summary>
    [JsonStringEnumMemberName("agent")]
    Agent,

    /// <summary>Webhooks and batch.</summary>
    [JsonStringEnumMemberName("integration")]
    Integration,

    /// <summary>Reads everything, changes nothing, sees the PII access log.</summary>
    [JsonStringEnumMemberName("auditor")]
    Auditor,
}

/// <summary>Who acts: a logged-in agent, another system by its API key, or the system itself (timers,
/// orchestrations, event handlers).</summary>
/// <param name="Id">An agent id, that of an API key, or <c>system</c>.</param>
/// <param name="TeamId">The agent's team, or null.</param>
public sealed record Actor(string Id, IReadOnlyCollection<Role> Roles, string? TeamId)
{
    public static readonly Actor System = new("system", [Role.Admin], null);

    /// <summary>The login session that the request belongs to; null for the system and outside
    /// requests.</summary>
    public string? Session { get; init; }

    /// <summary>See <see cref="ApiScope"/>: what of the role's rights an API key has; null for all of
    /// them.</summary>
    public IReadOnlyCollection<string>? Scopes { get; init; }

    public bool Is(Role role) => Roles.Contains(role);
}
