using KoSales.Domain.Agents;
using NodaTime;

namespace KoSales.Tests.Agents;

/// <summary>Agents as the decisions make them.</summary>
internal static class SomeAgent
{
    public static readonly Instant Now = Instant.FromUtc(2026, 11, 22, 7, 30);

    public static readonly LocalDate Today = new(2026, 11, 22);

    public static readonly Command ByAdmin = By(Role.Admin, "A0-0001");

    public static readonly Command ByManager = By(Role.Manager, "A0-0009");

    public static Agent Draft =>
        new()
        {
            Id = AgentId.Of("A0-0002"),
            Name = "Asha Verma",
            Email = "asha@example.in",
            Roles = [Role.Agent],
            TeamId = TeamId.Of("TM-1"),
            PasswordHash = "hash",
        };

    public static Agent Hired(Func<Agent, Agent>? shape = null) =>
        AgentDecisions.Hire(shape is null ? Draft : shape(Draft), ByAdmin, Today).Value;

    private static Command By(Role role, string id) =>
        new(new Actor(id, [role], "TM-1"), Now, "trace");
}
