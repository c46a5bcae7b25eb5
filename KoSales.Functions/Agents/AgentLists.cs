using KoSales.Domain.Agents;
using KoSales.Domain.Loads;
using KoSales.Functions.Related;

namespace KoSales.Functions.Agents;

/// <summary>What lists of agents take and show. Agents get cards of their colleagues; what a card does not
/// show cannot be filtered by either.</summary>
internal static class AgentLists
{
    private static readonly Dictionary<string, FieldType> Sorts = new()
    {
        ["created_at"] = FieldType.Instant,
        ["name"] = FieldType.Text,
    };

    private static readonly Dictionary<string, string> SortedBy = new() { ["name"] = "name_key" };

    public static readonly ListSpec Full = new ListSpec<AgentView>
    {
        Name = "agents",
        Noun = "agent",
        Collection = Agent.Collection,
        Fields = new Dictionary<string, FieldType>
        {
            ["id"] = FieldType.Text,
            ["name"] = FieldType.Text,
            ["email"] = FieldType.Text,
            ["roles"] = FieldType.TextList,
            ["team_id"] = FieldType.Text,
            ["manager_id"] = FieldType.Text,
            ["calendar_id"] = FieldType.Text,
            ["status"] = FieldType.Text,
            ["skills.languages"] = FieldType.TextList,
            ["skills.states"] = FieldType.TextList,
            ["skills.kinds"] = FieldType.TextList,
            ["skills.products"] = FieldType.TextList,
            ["created_at"] = FieldType.Instant,
            ["updated_at"] = FieldType.Instant,
        },
        Sorts = Sorts,
        SortedBy = SortedBy,
        Scope = AgentScope.Visible,
        Figures = new Figures(AgentLoads.Collection, ["load", "last_assigned_at"])
        {
            Shape = LoadShape.Of,
        },
    };

    public static readonly ListSpec Cards = new ListSpec<AgentCard>
    {
        Name = RelatedRecords.Owners,
        Noun = "agent",
        Collection = Agent.Collection,
        Fields = new Dictionary<string, FieldType>
        {
            ["id"] = FieldType.Text,
            ["name"] = FieldType.Text,
            ["roles"] = FieldType.TextList,
            ["team_id"] = FieldType.Text,
            ["status"] = FieldType.Text,
        },
        Sorts = Sorts,
        SortedBy = SortedBy,
        Scope = AgentScope.Visible,
    };

    /// <param name="id">The one agent asked for: everyone sees themselves in full.</param>
    public static ListSpec For(Actor actor, string? id = null) =>
        id == actor.Id || actor.Is(Role.Admin) || actor.Is(Role.Manager) || actor.Is(Role.Auditor)
            ? Full
            : Cards;
}
