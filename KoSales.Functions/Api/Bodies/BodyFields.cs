using System.Collections.Frozen;
using System.Text.Json;
using KoSales.Domain.Fields;

namespace KoSales.Functions.Api.Bodies;

/// <summary>The members of a body that are fields of an entity, found by their paths.</summary>
internal static class BodyFields
{
    /// <summary>Path → value of what the body gives.</summary>
    public static IReadOnlyDictionary<string, object?> Of<T>(FieldTable<T> table, object body)
    {
        Dictionary<string, object?> given = [];
        foreach (var field in table.Written)
        {
            if (ValueOf(body, field.Path) is { } value)
                given[field.Path] = value;
        }

        return given;
    }

    /// <summary>Path → value of what a merge patch names; null for what it clears.</summary>
    /// <param name="edit">The patch as the edit contract reads it.</param>
    public static IReadOnlyDictionary<string, object?> Of<T>(
        FieldTable<T> table,
        object edit,
        JsonElement patch
    )
    {
        Dictionary<string, object?> given = [];
        foreach (var field in table.Written)
        {
            if (Names(patch, field.Path))
                given[field.Path] = ValueOf(edit, field.Path);
        }

        return given;
    }

    /// <summary>The custom fields after a merge patch; the same object when it names none.</summary>
    public static IReadOnlyDictionary<string, JsonElement> CustomOf(
        IReadOnlyDictionary<string, JsonElement> before,
        JsonElement patch
    )
    {
        if (!patch.TryGetProperty("custom", out var custom))
            return before;
        if (custom.ValueKind == JsonValueKind.Null)
            return FrozenDictionary<string, JsonElement>.Empty;
        var after = before.ToDictionary();
        foreach (var member in custom.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null)
                after.Remove(member.Name);
            else
                after[member.Name] = member.Value.Clone();
        }

        return after;
    }

    private static object? ValueOf(object body, string path) =>
        MemberPath.Of(body.GetType(), path) is { } members ? MemberPath.Read(body, members) : null;

    /// <summary>True also for a member of an object that is cleared as a whole.</summary>
    private static bool Names(JsonElement patch, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (!patch.TryGetProperty(name, out patch))
                return false;
            if (patch.ValueKind != JsonValueKind.Object)
                return true;
        }

        return true;
    }
}
