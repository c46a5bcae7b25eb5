using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Pii;
using KoSales.Functions.Api.Endpoints;
using KoSales.Functions.Imports;
using KoSales.Functions.Pii;

namespace KoSales.Tests.Pii;

/// <summary>Every member into which a text can be written, found by reflection.</summary>
internal static class FreeTexts
{
    private static readonly Assembly[] Ours =
    [
        typeof(PersonalTraces).Assembly,
        typeof(PiiVault).Assembly,
    ];

    private static IEnumerable<Type> Types => Ours.SelectMany(a => a.GetTypes());

    /// <summary>Of the bodies that callers send.</summary>
    public static IEnumerable<PropertyInfo> OfBodies =>
        Types
            .SelectMany(t => t.GetMethods())
            .Select(m => m.GetCustomAttribute<OperationAttribute>()?.Body)
            .OfType<Type>()
            .Append(typeof(LeadImportOptions))
            .SelectMany(Under)
            .Distinct();

    /// <summary>Of what is stored.</summary>
    public static IEnumerable<PropertyInfo> OfDocuments =>
        Types
            .Where(t => t is { IsAbstract: false } && t.IsAssignableTo(typeof(Document)))
            .SelectMany(Under)
            .Distinct();

    public static string NameOf(PropertyInfo member) =>
        $"{member.DeclaringType!.Name}.{member.Name}";

    private static IEnumerable<PropertyInfo> Under(Type root)
    {
        var (left, seen) = (new Queue<Type>([root]), new HashSet<Type> { root });
        while (left.TryDequeue(out var type))
        {
            foreach (var member in Members(type))
            {
                var parts = Parts(member.PropertyType).ToArray();
                if (parts.Any(IsText))
                    yield return member;
                foreach (var part in parts.Where(p => Ours.Contains(p.Assembly) && seen.Add(p)))
                    left.Enqueue(part);
            }
        }
    }

    private static IEnumerable<PropertyInfo> Members(Type type) =>
        type.IsEnum
            ? []
            : type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => p.CanWrite || type.IsAbstract)
                .Where(p => p.GetCustomAttribute<JsonIgnoreAttribute>() is null)
                .Where(p => !IsId(type));

    /// <summary>The type itself, without wrappers, and of a list or map that of its elements.</summary>
    private static IEnumerable<Type> Parts(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsGenericType
            ? type.GetGenericArguments().SelectMany(Parts)
            : [type.IsArray ? type.GetElementType()! : type];
    }

    private static bool IsText(Type type) => type == typeof(string) || type == typeof(JsonElement);

    private static bool IsId(Type type) =>
        Array.Exists(
            type.GetInterfaces(),
            i => i.Name.StartsWith("IEntityId", StringComparison.Ordinal)
        );
}
