using KoSales.Domain.Teams;

namespace KoSales.Functions.Teams;

internal static class TeamLists
{
    public static readonly ListSpec Teams = new ListSpec<TeamView>
    {
        Name = "teams",
        Noun = "team",
        Collection = Team.Collection,
        Fields = new Dictionary<string, FieldType>
        {
            ["id"] = FieldType.Text,
            ["name"] = FieldType.Text,
            ["manager_id"] = FieldType.Text,
            ["calendar_id"] = FieldType.Text,
            ["created_at"] = FieldType.Instant,
            ["updated_at"] = FieldType.Instant,
        },
        Sorts = new Dictionary<string, FieldType>
        {
            ["created_at"] = FieldType.Instant,
            ["name"] = FieldType.Text,
        },
        SortedBy = new Dictionary<string, string> { ["name"] = "name_key" },
        Scope = Team.Visible,
    };
}
