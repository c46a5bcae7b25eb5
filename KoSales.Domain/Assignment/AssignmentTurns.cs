using System.Text.Json.Serialization;

namespace KoSales.Domain.Assignment;

/// <summary>How many records the agents of a <see cref="CompetingGroup"/> were given one by one. Counted in the
/// transactions that give them, each under the condition that the count of the one whose turn it was is
/// still what the
/// choice was made by.</summary>
public sealed record AssignmentTurns : Document
{
    public static readonly Collection<AssignmentTurns> Collection = new(
        "assignment_turns",
        () => new AssignmentTurnsJson(DocumentJson.NewOptions()).AssignmentTurns,
        new IndexSpec("assignment_turns_updated", "updated_at")
    );

    private static readonly IReadOnlyDictionary<string, int> None = new Dictionary<string, int>();

    /// <summary>That of the group.</summary>
    public required string Id { get; init; }

    /// <summary>By <see cref="KeyOf"/> of the agent's id.</summary>
    public IReadOnlyDictionary<string, int> Given
    {
        get;
        init => field = value ?? None;
    } = None;

    [JsonIgnore]
    public override string Key => Id;

    public int GivenTo(string agentId) => Given.GetValueOrDefault(KeyOf(agentId));

    /// <summary>Such as <c>a0_0007</c>: paths hold neither dashes nor capitals.</summary>
    public static string KeyOf(string agentId) => agentId.ToLowerInvariant().Replace('-', '_');
}

[JsonSerializable(typeof(AssignmentTurns))]
internal sealed partial class AssignmentTurnsJson : JsonSerializerContext;

public static class Turns
{
    /// <summary>Counts a turn. The commit is refused as <see cref="CommitStatus.ConditionFailed"/> when the
    /// agent has
    /// had another one since it was looked at; since counts only rise, whoever then still has the least has the
    /// turn.</summary>
    /// <param name="seen">Null when the group had no turns yet.</param>
    public static WriteBatch TakeTurn(
        this WriteBatch batch,
        CompetingGroup group,
        AssignmentTurns? seen,
        string agentId,
        Command command
    )
    {
        var count = $"given.{AssignmentTurns.KeyOf(agentId)}";
        var had = seen?.GivenTo(agentId) ?? 0;
        var unchanged =
            had == 0
                ? Filter.Missing(count)
                : new Filter.Condition(count, FilterOperator.Eq, new FilterValue.Number(had));
        return batch.AddTurn(group, agentId, unchanged, command);
    }

    /// <summary>Counts a record that went to the agent for another reason than the turn; the others catch
    /// up with
    /// it.</summary>
    public static WriteBatch CountTurn(
        this WriteBatch batch,
        CompetingGroup group,
        string agentId,
        Command command
    ) => batch.AddTurn(group, agentId, Filter.Everything, command);

    private static WriteBatch AddTurn(
        this WriteBatch batch,
        CompetingGroup group,
        string agentId,
        Filter condition,
        Command command
    )
    {
        var one = new Patch(command.Now, command.Actor.Id)
        {
            Increment = new Dictionary<string, decimal>
            {
                [$"given.{AssignmentTurns.KeyOf(agentId)}"] = 1,
            },
        };
        return batch
            .InsertIfAbsent(AssignmentTurns.Collection, New(group, command))
            .Patch(
                AssignmentTurns.Collection,
                Filter.AllOf(Filter.Eq("id", group.Id), condition),
                one,
                expected: 1
            );
    }

    private static AssignmentTurns New(CompetingGroup group, Command command) =>
        new()
        {
            Id = group.Id,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };
}
