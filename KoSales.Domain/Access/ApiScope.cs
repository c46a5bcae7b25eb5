namespace KoSales.Domain.Access;

/// <summary>What a key may be used for: <c>{resource}:{kind}</c>, such as <c>leads:bulk</c>. The resource is one
/// of the API, or <c>*</c>; the kind is that of the route: read, write, bulk or webhook. It narrows what the
/// role allows and never widens it.</summary>
public static class ApiScope
{
    public const string AnyResource = "*";

    /// <summary>Logins, sessions and passwords are people's, whatever a scope says.</summary>
    public const string OfPeople = "auth";

    /// <param name="kind">Lower case, as in the scope.</param>
    public static bool Covers(IEnumerable<string> scopes, string resource, string kind) =>
        resource != OfPeople && scopes.Any(s => Covers(s, resource, kind));

    private static bool Covers(string scope, string resource, string kind)
    {
        var colon = scope.IndexOf(':', StringComparison.Ordinal);
        return colon > 0
            && scope.AsSpan(colon + 1).SequenceEqual(kind)
            && (
                scope.AsSpan(0, colon).SequenceEqual(AnyResource)
                || scope.AsSpan(0, colon).SequenceEqual(resource)
            );
    }
}
