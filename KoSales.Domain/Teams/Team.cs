using System.Text.Json.Serialization;

namespace KoSales.Domain.Teams;

/// <summary>Agents that share a pool of work under a manager.</summary>
public sealed record Team : Document
{
    public static readonly Collection<Team> Collection = new(
        "teams",
        () => new TeamJson(DocumentJson.NewOptions()).Team,
        new IndexSpec(NameIndex, "name_key")
        {
            Unique = true,
            Where = Filter.Missing("deleted_at"),
        },
        new IndexSpec("teams_name_order", "name_key"),
        new IndexSpec("teams_created", "created_at")
    );

    /// <summary>One living team per name, case apart.</summary>
    public const string NameIndex = "teams_name";

    public required TeamId Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Not on the wire: the name's form by which teams are told apart and lists are sorted.</summary>
    public string NameKey => Name.ToLowerInvariant();

    public AgentId? ManagerId { get; init; }

    /// <summary>The team's shifts; null: the company's.</summary>
    public string? CalendarId { get; init; }

    /// <summary>Living agents with this team; changed in the transaction that moves an agent.</summary>
    public int Members { get; init; }

    [JsonIgnore]
    public override string Key => Id.Value;

    public static Team Found(Team draft, Command command) =>
        draft with
        {
            Version = 1,
            Members = 0,
            DeletedAt = null,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };

    public Team Next(Command command) =>
        this with
        {
            Version = Version + 1,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };

    /// <summary>Refused while somebody belongs to it.</summary>
    public Verdict<Team> Dissolve(Command command) =>
        Members > 0
            ? Fault.Conflict("team.not_empty", $"This team has {Members} members; move them first.")
            : Next(command) with
            {
                DeletedAt = command.Now,
            };

    public Verdict<Team> Restore(Command command) =>
        DeletedAt is null
            ? Fault.Conflict("team.not_deleted", "This team is not deleted.")
            : Next(command) with
            {
                DeletedAt = null,
            };

    /// <summary>Admin and auditor see all teams, anyone else their own.</summary>
    public static Filter Visible(Actor actor)
    {
        if (actor.Is(Role.Admin) || actor.Is(Role.Auditor))
            return Filter.Everything;
        return actor.TeamId is null ? Filter.Nothing : Filter.Eq("id", actor.TeamId);
    }
}

[JsonSerializable(typeof(Team))]
internal sealed partial class TeamJson : JsonSerializerContext;
