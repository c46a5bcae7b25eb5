using KoSales.Domain.Cohorts;

namespace KoSales.Functions.Cohorts;

public static class CohortLists
{
    public static readonly ListSpec<CohortView> Cohorts = new()
    {
        Name = "cohorts",
        Noun = "cohort",
        Collection = Cohort.Collection,
        Fields = new Dictionary<string, FieldType>
        {
            ["id"] = FieldType.Text,
            ["name"] = FieldType.Text,
            ["entity"] = FieldType.Text,
            ["team_id"] = FieldType.Text,
            ["mode"] = FieldType.Text,
            ["status"] = FieldType.Text,
            ["depends_on"] = FieldType.TextList,
            ["depends_on_cohorts"] = FieldType.TextList,
            ["created_at"] = FieldType.Instant,
            ["updated_at"] = FieldType.Instant,
        },
        Sorts = new Dictionary<string, FieldType>
        {
            ["created_at"] = FieldType.Instant,
            ["name"] = FieldType.Text,
        },
        SortedBy = new Dictionary<string, string> { ["name"] = "name_key" },
        Figures = new Figures(
            CohortFigures.Collection,
            ["size", "last_evaluated_at", "evaluated_ruling", "evaluation_job_id", "drift"]
        ),
        Scope = _ => Filter.Everything,
    };
}
