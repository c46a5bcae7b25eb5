using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NodaTime;

namespace KoSales.Functions.Storage.MongoQuery;

/// <summary>What MongoDB keeps a member as, by the type that the record declares for it, so that one field
/// has one type
/// in all documents.</summary>
internal enum FieldKind
{
    /// <summary>As its JSON is: texts, flags, and members whose type the record leaves open. Numbers among
    /// these are
    /// Decimal128.</summary>
    Plain,

    /// <summary>A BSON date.</summary>
    Moment,

    /// <summary>A 64 bit integer.</summary>
    Whole,

    /// <summary>Decimal128.</summary>
    Exact,
}

/// <summary>A member of a document and the members inside it. Thread-safe.</summary>
internal sealed class FieldShape
{
    private static readonly ConditionalWeakTable<Collection, FieldShape> Known = [];
    private static readonly FieldShape Open = new(FieldKind.Plain);

    private readonly Lazy<Dictionary<string, FieldShape>>? _members;
    private readonly Lazy<FieldShape>? _element;

    private FieldShape(FieldKind kind) => Kind = kind;

    private FieldShape(Func<Dictionary<string, FieldShape>> members) => _members = new(members);

    private FieldShape(Func<FieldShape> element) => _element = new(element);

    public FieldKind Kind { get; }

    /// <summary>Of an array: what its elements are.</summary>
    public FieldShape Element => _element?.Value ?? Open;

    public static FieldShape Of(Collection collection) =>
        Known.GetValue(collection, static c => Of(c.Shape.Type, c.Shape.Options));

    /// <summary>Of an object: its member of this name; of a map: what its values are.</summary>
    public FieldShape Member(string name) =>
        _members is null ? Element : _members.Value.GetValueOrDefault(name, Open);

    /// <param name="path">Dotted; arrays on the way are gone through.</param>
    public FieldShape At(string path) =>
        path.Split('.').Aggregate(this, static (shape, name) => shape.Inside.Member(name));

    private FieldShape Inside => IsArray ? Element.Inside : this;

    private bool IsArray { get; init; }

    private static FieldShape Of(Type declared, JsonSerializerOptions options)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (KindOf(type) is { } kind)
            return new FieldShape(kind);
        if (!options.TryGetTypeInfo(type, out var info))
            return Open;
        return info.Kind switch
        {
            JsonTypeInfoKind.Object => new FieldShape(() => MembersOf(info)),
            JsonTypeInfoKind.Enumerable => OfParts(type, options, isArray: true),
            JsonTypeInfoKind.Dictionary => OfParts(type, options, isArray: false),
            _ => Open,
        };
    }

    private static FieldShape OfParts(Type type, JsonSerializerOptions options, bool isArray) =>
        new(() => Of(LastArgument(type), options)) { IsArray = isArray };

    /// <summary>Null for a type that is kept as its JSON is.</summary>
    private static FieldKind? KindOf(Type type)
    {
        if (type == typeof(Instant))
            return FieldKind.Moment;
        if (type == typeof(decimal))
            return FieldKind.Exact;
        var isWhole = type == typeof(int) || type == typeof(long) || type == typeof(short);
        return isWhole ? FieldKind.Whole : null;
    }

    private static Dictionary<string, FieldShape> MembersOf(JsonTypeInfo info)
    {
        var members = new Dictionary<string, FieldShape>(StringComparer.Ordinal);
        foreach (var derived in info.PolymorphismOptions?.DerivedTypes ?? [])
        {
            if (!info.Options.TryGetTypeInfo(derived.DerivedType, out var inner))
                continue;
            foreach (var property in inner.Properties)
                members[property.Name] = Of(property.PropertyType, info.Options);
        }

        foreach (var property in info.Properties)
            members[property.Name] = Of(property.PropertyType, info.Options);
        return members;
    }

    /// <summary>What an enumerable or a map holds.</summary>
    private static Type LastArgument(Type type)
    {
        if (type.IsArray)
            return type.GetElementType()!;
        var sequence = type.GetInterfaces().Append(type).FirstOrDefault(IsSequence);
        var element = sequence?.GetGenericArguments()[0] ?? typeof(object);
        return
            element.IsGenericType && element.GetGenericTypeDefinition() == typeof(KeyValuePair<,>)
            ? element.GetGenericArguments()[1]
            : element;
    }

    private static bool IsSequence(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>);
}
