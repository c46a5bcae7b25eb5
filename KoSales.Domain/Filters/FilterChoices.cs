using System.Collections.Concurrent;
using KoSales.Domain.Filters.Reading;

namespace KoSales.Domain.Filters;

/// <summary>
/// The values of fields that can only have so many, so that a mistyped one is refused instead of never
/// matching.
/// </summary>
public static class FilterChoices
{
    private static readonly ConcurrentDictionary<
        (Type, string),
        IReadOnlyCollection<string>?
    > Known = new();

    /// <summary>The wire names of the enum, or of the list of enums, at a dotted path of a record; null when
    /// there is none.</summary>
    public static IReadOnlyCollection<string>? Of(Type record, string path) =>
        Known.GetOrAdd((record, path), static key => Find(key.Item1, key.Item2));

    /// <summary>
    /// The choices, when the condition compares with something that is none of them; null when it is fine.
    /// </summary>
    public static IReadOnlyCollection<string>? Unknown(
        Filter.Condition condition,
        IReadOnlyCollection<string>? choices
    )
    {
        var compares =
            condition.Operator
            is FilterOperator.Eq
                or FilterOperator.Ne
                or FilterOperator.In
                or FilterOperator.Nin
                or FilterOperator.ContainsAny
                or FilterOperator.ContainsAll;
        if (choices is null || !compares)
            return null;
        return FilterLiteral
            .Members(condition.Value)
            .All(v => FilterLiteral.AsText(v) is { } text && choices.Contains(text))
            ? null
            : choices;
    }

    private static string[]? Find(Type record, string path)
    {
        if (MemberPath.Of(record, path) is not { } members)
            return null;
        var member = members[^1].PropertyType;
        var type = Nullable.GetUnderlyingType(member) ?? member;
        type = ElementOf(type) ?? type;
        return type.IsEnum ? WireNames.All(type) : null;
    }

    private static Type? ElementOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)
            ? type.GetGenericArguments()[0]
            : null;
}
