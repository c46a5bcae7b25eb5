using NodaTime;

namespace KoSales.Domain.Timeline;

/// <summary>Makes one entry of the edits that one person makes in a row.</summary>
public static class EditFolding
{
    /// <summary>Counted from the first of the edits, so that steady work does not grow one endless
    /// entry.</summary>
    public static readonly Duration Window = Duration.FromMinutes(10);

    /// <summary>True when nothing else happened since <paramref name="latest"/>, which was an edit by the
    /// same person a short while ago.</summary>
    public static bool CanFold(TimelineEntry? latest, TimelineEntry next) =>
        latest is not null
        && IsEdit(latest)
        && IsEdit(next)
        && latest.By == next.By
        && latest.Summary == next.Summary
        && IsOfSame(latest.Refs, next.Refs)
        && next.At >= latest.At
        && next.At - latest.At < Window;

    /// <summary>Of the entity itself, or of a record about it, such as a note.</summary>
    public static bool IsEdit(TimelineEntry entry) =>
        entry.Kind == TimelineKind.Edited
        || (
            entry.Kind == TimelineKind.Note
            && entry.Summary.EndsWith(".edited", StringComparison.Ordinal)
        );

    private static bool IsOfSame(
        IReadOnlyDictionary<string, string>? latest,
        IReadOnlyDictionary<string, string>? next
    ) =>
        (latest?.Count ?? 0) == (next?.Count ?? 0)
        && (next ?? new Dictionary<string, string>()).All(r =>
            latest!.GetValueOrDefault(r.Key) == r.Value
        );

    /// <summary>The first old value and the last new one of each field, next version. Fields that are back
    /// where they began drop out.</summary>
    public static TimelineEntry Fold(TimelineEntry latest, TimelineEntry next)
    {
        var changes = latest.Changes.ToDictionary(c => c.Field);
        foreach (var change in next.Changes)
            changes[change.Field] = changes.TryGetValue(change.Field, out var earlier)
                ? earlier with
                {
                    New = change.New,
                }
                : change;
        return latest with
        {
            Changes = [.. changes.Values.Where(c => c.Old != c.New)],
            Version = latest.Version + 1,
            UpdatedAt = next.At,
        };
    }
}
