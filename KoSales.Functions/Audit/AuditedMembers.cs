using System.Text.Json;

namespace KoSales.Functions.Audit;

/// <summary>Which members of a stored document a write changes.</summary>
internal static class AuditedMembers
{
    // What every write changes, and what is derived from other members.
    private static readonly HashSet<string> Unsaid =
    [
        "version",
        "updated_at",
        "updated_by",
        "name_key",
    ];

    /// <summary>Names in alphabetical order.</summary>
    public static IReadOnlyList<string> Differing(JsonElement before, JsonElement after)
    {
        var (old, now) = (MembersOf(before), MembersOf(after));
        return
        [
            .. old
                .Keys.Union(now.Keys)
                .Where(name => !Unsaid.Contains(name) && !IsSame(name, old, now))
                .Order(StringComparer.Ordinal),
        ];
    }

    private static Dictionary<string, JsonElement> MembersOf(JsonElement document) =>
        document.EnumerateObject().ToDictionary(m => m.Name, m => m.Value, StringComparer.Ordinal);

    private static bool IsSame(
        string name,
        Dictionary<string, JsonElement> old,
        Dictionary<string, JsonElement> now
    ) =>
        old.TryGetValue(name, out var before)
        && now.TryGetValue(name, out var after)
        && JsonElement.DeepEquals(before, after);
}
