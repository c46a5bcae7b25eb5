using KoSales.Domain.Fields;

namespace KoSales.Domain.Entities;

/// <summary>The rows that every entity's table ends with.</summary>
public static class CommonFields
{
    /// <param name="tagged">The entity with other tags.</param>
    public static IReadOnlyList<Field<T>> Of<T>(Func<T, IReadOnlyList<string>, T> tagged)
        where T : Entity
    {
        var field = new FieldMaker<T>();
        return
        [
            field.Slugs("tags", e => e.Tags, tagged).Headed("tag", "tags", "labels"),
            field.Text("owner_id", e => e.OwnerId).Tracked(),
            field.Text("team_id", e => e.TeamId).Tracked(),
            field.Text("pipeline_id", e => e.PipelineId).NotExported(),
            field.Moment("assigned_at", e => e.AssignedAt).NotExported(),
            field.Text("created_by", e => e.CreatedBy).NotExported(),
            field.Moment("created_at", e => e.CreatedAt),
            field.Moment("updated_at", e => e.UpdatedAt),
        ];
    }
}
