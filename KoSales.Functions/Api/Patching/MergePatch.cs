using System.Text.Json;
using System.Text.Json.Nodes;

namespace KoSales.Functions.Api.Patching;

/// <summary>JSON merge patch (RFC 7396): objects merge, null clears, all else replaces.</summary>
public static class MergePatch
{
    /// <summary>The patched document and the dotted paths whose values differ afterwards; version and dates
    /// are the caller's to set.</summary>
    /// <remarks>An object in the patch counts member by member, so <c>address.pincode</c>, not
    /// <c>address</c>.</remarks>
    public static (T Document, IReadOnlyList<string> Changed) Apply<T>(
        Collection<T> collection,
        T document,
        JsonElement patch
    )
        where T : Document
    {
        var target = JsonSerializer.SerializeToNode(document, collection.Json)!.AsObject();
        var changed = new List<string>();
        Merge(target, patch, "", changed);
        return changed.Count == 0
            ? (document, changed)
            : (target.Deserialize(collection.Json)!, changed);
    }

    /// <summary>Merges into a node; adds the paths that changed.</summary>
    public static void Merge(
        JsonObject target,
        JsonElement patch,
        string path,
        ICollection<string> changed
    )
    {
        foreach (var member in patch.EnumerateObject())
        {
            var at = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
            if (member.Value.ValueKind == JsonValueKind.Object)
                Nested(target, member, at, changed);
            else if (member.Value.ValueKind == JsonValueKind.Null)
                Clear(target, member.Name, at, changed);
            else
                Replace(target, member, at, changed);
        }
    }

    private static void Nested(
        JsonObject target,
        JsonProperty member,
        string at,
        ICollection<string> changed
    )
    {
        if (target[member.Name] is not JsonObject nested)
        {
            target.Remove(member.Name);
            nested = [];
            target[member.Name] = nested;
        }
        Merge(nested, member.Value, at, changed);
    }

    private static void Clear(
        JsonObject target,
        string name,
        string at,
        ICollection<string> changed
    )
    {
        var had = target[name] is not null;
        target.Remove(name);
        if (had)
            changed.Add(at);
    }

    private static void Replace(
        JsonObject target,
        JsonProperty member,
        string at,
        ICollection<string> changed
    )
    {
        var value = JsonNode.Parse(member.Value.GetRawText());
        if (JsonNode.DeepEquals(target[member.Name], value))
            return;
        target[member.Name] = value;
        changed.Add(at);
    }
}
