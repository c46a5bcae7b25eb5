using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KoSales.Domain.Kernel;

/// <summary>
/// The names of an enum's members on the wire, made once: what
/// <see cref="JsonStringEnumMemberNameAttribute"/> says, else the member's name in snake case. Whoever
/// writes such a name by hand, into a sentence or a filter, takes it from here.
/// </summary>
public static class WireNames<TEnum>
    where TEnum : struct, Enum
{
    private static readonly FrozenDictionary<TEnum, string> Names = Enum.GetValues<TEnum>()
        .ToFrozenDictionary(v => v, Named);

    private static readonly FrozenDictionary<string, TEnum> Values = Names.ToFrozenDictionary(
        n => n.Value,
        n => n.Key
    );

    /// <summary>In the order of the members.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<TEnum>().Select(Of)];

    public static string Of(TEnum value) => Names[value];

    public static bool TryRead(string name, out TEnum value) => Values.TryGetValue(name, out value);

    private static string Named(TEnum value) => WireNames.Of(typeof(TEnum), value.ToString());
}

/// <summary>The same for an enum that is known only when the program runs.</summary>
public static class WireNames
{
    /// <summary>In the order of the members.</summary>
    public static string[] All(Type type) =>
        [.. Enum.GetNames(type).Select(member => Of(type, member))];

    internal static string Of(Type type, string member) =>
        type.GetField(member)!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name
        ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(member);
}
