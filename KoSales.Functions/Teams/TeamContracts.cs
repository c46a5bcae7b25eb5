using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KoSales.Domain.Agents;
using KoSales.Domain.Teams;
using NodaTime;

namespace KoSales.Functions.Teams;

public sealed record CreateTeam
{
    [StringLength(80, MinimumLength = 1)]
    [KeptInTheClear]
    public required string Name { get; init; }

    public AgentId? ManagerId { get; init; }

    [StringLength(40)]
    public string? CalendarId { get; init; }
}

/// <summary>A merge patch: what is left out stays, null clears.</summary>
public sealed record EditTeam
{
    [StringLength(80, MinimumLength = 1)]
    [KeptInTheClear]
    public string? Name { get; init; }

    public AgentId? ManagerId { get; init; }

    [StringLength(40)]
    public string? CalendarId { get; init; }
}

public sealed record TeamView
{
    public required TeamId Id { get; init; }

    public required int Version { get; init; }

    public required string Name { get; init; }

    public AgentId? ManagerId { get; init; }

    public string? CalendarId { get; init; }

    /// <summary>Agents that belong to it.</summary>
    public required int Members { get; init; }

    public required Instant CreatedAt { get; init; }

    public required Instant UpdatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required string UpdatedBy { get; init; }

    public static TeamView Of(Team team) =>
        new()
        {
            Id = team.Id,
            Version = team.Version,
            Name = team.Name,
            ManagerId = team.ManagerId,
            CalendarId = team.CalendarId,
            Members = team.Members,
            CreatedAt = team.CreatedAt,
            UpdatedAt = team.UpdatedAt,
            CreatedBy = team.CreatedBy,
            UpdatedBy = team.UpdatedBy,
        };
}

[JsonSerializable(typeof(CreateTeam))]
[JsonSerializable(typeof(EditTeam))]
[JsonSerializable(typeof(TeamView))]
internal sealed partial class TeamContractsJson : JsonSerializerContext;
