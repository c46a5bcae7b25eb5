using System.Collections.Frozen;
using KoSales.Domain.Timeline;

namespace KoSales.Domain.Fields;

/// <summary>
/// The fields of an entity in the order in which they are written, shown and exported. One row is all that
/// lists, patches, imports, exports, the timeline, filters and rules know of a field.
/// </summary>
public sealed class FieldTable<T>
{
    private readonly FrozenDictionary<string, Field<T>> _byPath;
    private readonly Field<T>[] _written;
    private readonly Field<T>[] _tracked;

    public FieldTable(params IReadOnlyList<Field<T>> rows)
    {
        Rows = rows;
        _byPath = rows.ToFrozenDictionary(r => r.Path);
        _written = [.. rows.Where(r => r.Writer is not null)];
        _tracked = [.. rows.Where(r => r.IsTracked)];
        Asked = rows.Where(r => r.IsAsked).ToFrozenDictionary(r => r.Path, r => r.Type);
    }

    public IReadOnlyList<Field<T>> Rows { get; }

    /// <summary>Those that people write.</summary>
    public IReadOnlyList<Field<T>> Written => _written;

    /// <summary>Path → type of what filters and rules may name.</summary>
    public FrozenDictionary<string, FieldType> Asked { get; }

    /// <summary>Null when there is no such field.</summary>
    public Field<T>? Find(string path) => _byPath.GetValueOrDefault(path);

    /// <summary>A new entity with what was given; a fault for each needed field that is missing.</summary>
    /// <param name="blank">The entity before anything was given.</param>
    public T Create(T blank, IReadOnlyDictionary<string, object?> given, FieldChecks checks)
    {
        foreach (var field in _written)
        {
            if (given.GetValueOrDefault(field.Path) is { } value)
                blank = field.Writer!.Write(blank, value, field.Pointer, checks);
            else if (field.Writer!.Needed is { } needed && !checks.HasFaultAt(field.Pointer))
                checks.Refuse(field.Pointer, "required", needed);
        }

        return blank;
    }

    /// <summary>The entity with the fields that are given; null clears one.</summary>
    public T Change(T entity, IReadOnlyDictionary<string, object?> given, FieldChecks checks)
    {
        foreach (var field in _written)
        {
            if (!given.TryGetValue(field.Path, out var value))
                continue;
            if (value is null && field.Writer!.Needed is { } needed)
                checks.Refuse(field.Pointer, "required", needed);
            else
                entity = field.Writer!.Write(entity, value, field.Pointer, checks);
        }

        return entity;
    }

    /// <summary>The entity, with what it leaves empty taken from another and the lists of both
    /// united.</summary>
    public T Fill(T entity, T from)
    {
        foreach (var field in _written)
        {
            if (field.IsFilledIn)
                entity = field.Writer!.Fill(entity, from);
        }

        return entity;
    }

    /// <summary>The entity with that field as another has it; as it is for a path that nobody
    /// writes.</summary>
    public T Take(T entity, T from, string path) =>
        Find(path)?.Writer is { } writer ? writer.Take(entity, from) : entity;

    /// <summary>The tracked fields in which two states differ, in the order of the table.</summary>
    public IEnumerable<FieldChange> Between(T before, T after) =>
        from field in _tracked
        where field.Compared(before) != field.Compared(after)
        select new FieldChange(field.Path, field.Shown(before), field.Shown(after));
}
