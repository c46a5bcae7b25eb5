using System.Collections;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using KoSales.Functions.Storage;

namespace KoSales.Tests.Compatibility;

/// <summary>Records that an earlier release stored lack the lists that came since. Whoever reads them gets an
/// empty list and never null: initialisers do not run for members that the JSON lacks.</summary>
public sealed class MissingListTests
{
    private static readonly NullabilityInfoContext Nullability = new();

    private static readonly Dictionary<string, Collection> Collections = new[]
    {
        typeof(Document).Assembly,
        typeof(IdAllocator).Assembly,
    }
        .SelectMany(a => a.GetTypes())
        .Where(t => !t.ContainsGenericParameters)
        .SelectMany(t => t.GetFields(Statics))
        .Where(f => f.FieldType.IsAssignableTo(typeof(Collection)))
        .Select(f => (Collection)f.GetValue(null)!)
        .DistinctBy(c => c.Name)
        .ToDictionary(c => c.Name);

    private const BindingFlags Statics =
        BindingFlags.Static
        | BindingFlags.Public
        | BindingFlags.NonPublic
        | BindingFlags.DeclaredOnly;

    public static TheoryData<string> Names => [.. Collections.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_list_that_is_not_stored_is_read_as_empty(string collection)
    {
        var nulls = Reachable(Collections[collection].Shape).SelectMany(NullLists);

        Assert.Equal("", string.Join(", ", nulls.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Every_collection_is_looked_at()
    {
        Assert.True(Collections.Count > 60, $"only {Collections.Count} collections were found");
        Assert.Contains("leads", Collections.Keys);
        Assert.Contains("outbox", Collections.Keys);
    }

    [Fact]
    public void A_list_without_a_default_is_found()
    {
        var shape = JsonSerializerOptions.Web.GetTypeInfo(typeof(Forgetful));

        Assert.Equal(["Forgetful.Names"], NullLists(shape));
    }

    /// <summary>The type and those of its members and elements, each once.</summary>
    private static IEnumerable<JsonTypeInfo> Reachable(JsonTypeInfo root)
    {
        HashSet<Type> seen = [];
        Queue<JsonTypeInfo> waiting = new([root]);
        while (waiting.TryDequeue(out var type))
        {
            if (!seen.Add(type.Type))
                continue;
            if (type.Kind == JsonTypeInfoKind.Object)
                yield return type;
            foreach (var next in NextTo(type))
                waiting.Enqueue(type.Options.GetTypeInfo(next));
        }
    }

    private static IEnumerable<Type> NextTo(JsonTypeInfo type) =>
        type.Kind switch
        {
            JsonTypeInfoKind.Object => type.Properties.Select(p => Bare(p.PropertyType)),
            JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary => [Bare(type.ElementType!)],
            _ => [],
        };

    private static Type Bare(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    /// <summary>Members that hold null in a record that has nothing but what it must have.</summary>
    private static IEnumerable<string> NullLists(JsonTypeInfo type)
    {
        if (type.Type.IsAbstract)
            return [];
        var least = JsonSerializer.Deserialize(LeastOf(type), type)!;
        return type
            .Type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(p => IsList(p) && p.GetIndexParameters().Length == 0)
            .Where(p => p.GetValue(least) is null)
            .Select(p => $"{type.Type.Name}.{p.Name}");
    }

    private static bool IsList(PropertyInfo property) =>
        property.PropertyType != typeof(string)
        && property.PropertyType.IsAssignableTo(typeof(IEnumerable))
        && Nullability.Create(property).ReadState == NullabilityState.NotNull;

    /// <summary>A record with the members that it must have, and none besides.</summary>
    private static string LeastOf(JsonTypeInfo type)
    {
        var members = type
            .Properties.Where(IsNeeded)
            .Select(p => $"\"{p.Name}\":{ValueOf(type.Options.GetTypeInfo(Bare(p.PropertyType)))}");
        return $"{{{string.Join(',', members)}}}";
    }

    private static bool IsNeeded(JsonPropertyInfo member) =>
        member.IsRequired
        || member.AssociatedParameter is { HasDefaultValue: false, IsMemberInitializer: false };

    private static string ValueOf(JsonTypeInfo type) =>
        type.Kind switch
        {
            JsonTypeInfoKind.Enumerable => "[]",
            JsonTypeInfoKind.Dictionary => "{}",
            JsonTypeInfoKind.Object => LeastOf(type),
            _ => PlainValueOf(type),
        };

    /// <summary>The first that the type's own converter takes.</summary>
    private static string PlainValueOf(JsonTypeInfo type)
    {
        string[] candidates =
        [
            "0",
            "\"A0-1\"",
            "true",
            "\"2026-03-04T04:30:00.000Z\"",
            "\"2026-03-04\"",
            "\"09:30\"",
            "\"31052000\"",
            .. type.Type.IsEnum ? Enum.GetNames(type.Type).Select(n => $"\"{Snake(n)}\"") : [],
            """{"value": "1.00", "currency": "INR"}""",
            "{}",
            "[]",
        ];
        return candidates.FirstOrDefault(c => IsTaken(c, type))
            ?? throw new InvalidOperationException($"no sample value fits a {type.Type}");
    }

    private static bool IsTaken(string json, JsonTypeInfo type)
    {
        try
        {
            return JsonSerializer.Deserialize(Encoding.UTF8.GetBytes(json), type) is not null;
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    private static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    private sealed record Forgetful
    {
        public required string Id { get; init; }

        public IReadOnlyList<string> Names { get; init; } = null!;

        public IReadOnlyList<string>? Others { get; init; }

        public IReadOnlyList<string> Kept
        {
            get;
            init => field = value ?? [];
        } = [];
    }
}
