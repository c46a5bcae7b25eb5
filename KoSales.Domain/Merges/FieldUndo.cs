using KoSales.Domain.CustomFields;
using KoSales.Domain.Entities;
using KoSales.Domain.Fields;

namespace KoSales.Domain.Merges;

/// <summary>The fields of a survivor as they were before a merge, as far as nobody changed them
/// since.</summary>
/// <param name="Kept">Paths of what was changed since, and stays.</param>
public sealed record FieldUndo<T>(T Entity, int Reversed, IReadOnlyList<string> Kept)
    where T : Entity
{
    /// <param name="before">The survivor before the merge.</param>
    /// <param name="after">As the merge left it.</param>
    /// <param name="now">As it is.</param>
    public static FieldUndo<T> Of(FieldTable<T> table, T before, T after, T now)
    {
        var undo = new FieldUndo<T>(now, 0, []);
        foreach (var field in table.Written)
        {
            var change = new Change(
                field.Compared(before),
                field.Compared(after),
                field.Compared(now)
            );
            undo = undo.With(table, before, field.Path, change);
        }

        foreach (var key in before.Custom.Keys.Union(after.Custom.Keys))
        {
            var change = new Change(
                FieldMerge.TextOf(before.Custom, key),
                FieldMerge.TextOf(after.Custom, key),
                FieldMerge.TextOf(now.Custom, key)
            );
            undo = undo.With(table, before, CustomFieldSet.Prefix + key, change);
        }

        return undo;
    }

    private FieldUndo<T> With(FieldTable<T> table, T before, string path, Change change)
    {
        if (change.Before == change.After)
            return this;
        return change.Now == change.After
            ? this with
            {
                Entity = table.Picked(Entity, before, path),
                Reversed = Reversed + 1,
            }
            : this with
            {
                Kept = [.. Kept, path],
            };
    }

    private readonly record struct Change(string? Before, string? After, string? Now);
}
