using KoSales.Functions.Api.Requests;

namespace KoSales.Tests.Auth;

/// <summary>Who may call what, as approved in <c>Auth/routes.approved.txt</c>: a line per method and route,
/// <c>+</c> or <c>-</c> per caller.</summary>
internal static class RouteTable
{
    public const string Anonymous = "anonymous";

    /// <summary>In the order of the columns.</summary>
    public static readonly IReadOnlyList<string> Callers =
    [
        Anonymous,
        .. Enum.GetNames<Role>().Select(n => n.ToLowerInvariant()),
    ];

    /// <summary>The lines as the attributes of the functions would have them.</summary>
    public static IReadOnlyList<string> Actual { get; } =
    [
        .. ApiRoutes
            .OfThisApp()
            .All.SelectMany(r => MethodsOf(r).Select(m => LineOf(r, m)))
            .Order(StringComparer.Ordinal),
    ];

    public static IReadOnlyList<string> Approved { get; } =
    [
        .. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Auth", "routes.approved.txt"))
            .Where(l => l.Length > 0 && !l.StartsWith('#'))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The approved lines taken apart; a route for any method is called with GET.</summary>
    public static IEnumerable<(
        string Method,
        string Path,
        IReadOnlyDictionary<string, bool> Allowed
    )> Cells =>
        from line in Approved
        let parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        let allowed = Callers
            .Zip(parts[2..], (caller, mark) => (caller, mark))
            .ToDictionary(c => c.caller, c => c.mark == "+")
        select (
            parts[0] == "*" ? "GET" : parts[0],
            parts[1],
            (IReadOnlyDictionary<string, bool>)allowed
        );

    private static IReadOnlyList<string> MethodsOf(ApiRoute route) =>
        route.Methods.Count == 0 ? ["*"] : route.Methods;

    private static string LineOf(ApiRoute route, string method) =>
        $"{method, -6} {route.Template, -45} {string.Join(' ', Callers.Select(c => Admits(route, c) ? '+' : '-'))}";

    private static bool Admits(ApiRoute route, string caller) =>
        route.IsPublic
        || (
            caller != Anonymous
            && route.Admits(
                new Actor("A0-9999", [Enum.Parse<Role>(caller, ignoreCase: true)], null)
            )
        );
}
