using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;

namespace KoSales.Domain.Filters;

/// <summary>Dotted paths of wire names, such as <c>address.pincode</c>, as the properties of
/// records.</summary>
public static class MemberPath
{
    private static readonly ConcurrentDictionary<(Type, string), PropertyInfo[]?> Known = new();

    /// <summary>The properties from the record down to the member; null when the record has no such
    /// member.</summary>
    public static IReadOnlyList<PropertyInfo>? Of(Type record, string path) =>
        Known.GetOrAdd((record, path), static key => Find(key.Item1, key.Item2));

    /// <summary>The value at the end of the path; null where anything on the way is null.</summary>
    public static object? Read(object? record, IReadOnlyList<PropertyInfo> path)
    {
        foreach (var property in path)
        {
            if (record is null)
                return null;
            record = property.GetValue(record);
        }

        return record;
    }

    private static PropertyInfo[]? Find(Type record, string path)
    {
        List<PropertyInfo> found = [];
        foreach (var name in path.Split('.'))
        {
            var property = record.GetProperties().FirstOrDefault(p => NameOf(p) == name);
            if (property is null)
                return null;
            found.Add(property);
            record = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        }

        return [.. found];
    }

    private static string NameOf(PropertyInfo property) =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
}
