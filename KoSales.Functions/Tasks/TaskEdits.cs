using KoSales.Domain.Tasks;
using KoSales.Domain.Timeline;

namespace KoSales.Functions.Tasks;

/// <summary>Edits as the timeline shows them.</summary>
internal static class TaskEdits
{
    public static FieldChange Change(string path, SalesTask before, SalesTask after) =>
        new(path, ValueOf(path, before), ValueOf(path, after));

    private static string? ValueOf(string path, SalesTask task) =>
        path switch
        {
            "title" => task.Title,
            "priority" => TaskNames.Of(task.Priority),
            "due_at" => task.DueAt is { } due ? InstantConverter.Write(due) : null,
            "not_before" => task.NotBefore is { } at ? InstantConverter.Write(at) : null,
            _ => null,
        };
}
