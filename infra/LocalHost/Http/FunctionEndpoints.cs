using System.Collections.Frozen;
using KoSales.LocalHost.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace KoSales.LocalHost.Http;

/// <summary>The endpoints that the worker made of its HTTP functions, and which function each belongs
/// to.</summary>
internal sealed class FunctionEndpoints(WorkerSession session, ParameterPolicyFactory policies)
{
    private FrozenDictionary<Endpoint, HostedFunction> _functions = FrozenDictionary<
        Endpoint,
        HostedFunction
    >.Empty;

    /// <summary>Endpoints of functions that are loaded, for routing.</summary>
    public EndpointDataSource Source { get; private set; } = new DefaultEndpointDataSource();

    public IReadOnlyCollection<RouteEndpoint> All => [.. _functions.Keys.OfType<RouteEndpoint>()];

    public HostedFunction? Find(Endpoint endpoint) => _functions.GetValueOrDefault(endpoint);

    /// <summary>Called once, when the worker's pipeline is built and its functions are loaded.</summary>
    /// <exception cref="StartException">
    /// A route cannot be read or has a constraint that nobody knows, or two functions share a route and a verb.
    /// </exception>
    public void Take(EndpointDataSource worker)
    {
        var table = session.Loaded.GetAwaiter().GetResult();
        StartException.ThrowIfAny([.. BadTemplates(table)]);
        var routes = worker
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => FunctionOf(table, e) is not null)
            .ToList();
        StartException.ThrowIfAny([.. Clashes(routes), .. UnknownConstraints(routes)]);
        _functions = routes.ToFrozenDictionary(e => (Endpoint)e, e => FunctionOf(table, e)!);
        Source = new DefaultEndpointDataSource(routes);
    }

    private static HostedFunction? FunctionOf(FunctionTable table, RouteEndpoint endpoint) =>
        endpoint.DisplayName is { } name ? table.Find(name, TriggerKind.Http) : null;

    /// <summary>The worker would tell of the first only, and without its function's name.</summary>
    private static IEnumerable<string> BadTemplates(FunctionTable table) =>
        from function in table.Of(TriggerKind.Http)
        let route = function.Setting("route")
        where route is not null
        let fault = FaultOf(route)
        where fault is not null
        select $"Function '{function}': route '{route}' is not valid: {fault}";

    private static string? FaultOf(string route)
    {
        try
        {
            RoutePatternFactory.Parse(route);
            return null;
        }
        catch (RoutePatternException fault)
        {
            return fault.Message;
        }
    }

    private static IEnumerable<string> Clashes(IEnumerable<RouteEndpoint> routes) =>
        from alike in routes.GroupBy(Shape)
        from pair in PairsOf([.. alike])
        where SharesVerb(pair.First, pair.Second)
        select $"Functions '{pair.First.DisplayName}' and '{pair.Second.DisplayName}' share the route '{pair.Second.RoutePattern.RawText}' and a verb.";

    private static IEnumerable<(RouteEndpoint First, RouteEndpoint Second)> PairsOf(
        RouteEndpoint[] routes
    ) => routes.SelectMany((second, i) => routes.Take(i).Select(first => (first, second)));

    private static bool SharesVerb(RouteEndpoint one, RouteEndpoint other) =>
        VerbsOf(one) is var some
        && VerbsOf(other) is var others
        && (
            some.Count == 0
            || others.Count == 0
            || some.Intersect(others, StringComparer.OrdinalIgnoreCase).Any()
        );

    private static IReadOnlyList<string> VerbsOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [];

    /// <summary>
    /// Two routes of one shape match the same paths: names of parameters do not count, constraints do.
    /// </summary>
    private static string Shape(RouteEndpoint endpoint) =>
        string.Join(
            '/',
            endpoint.RoutePattern.PathSegments.Select(s => string.Concat(s.Parts.Select(ShapeOf)))
        );

    private static string ShapeOf(RoutePatternPart part) =>
        part switch
        {
            RoutePatternLiteralPart literal => literal.Content.ToUpperInvariant(),
            RoutePatternParameterPart { IsCatchAll: true } => "{*}",
            RoutePatternParameterPart parameter =>
                $"{{:{string.Join(':', parameter.ParameterPolicies.Select(p => p.Content))}}}",
            RoutePatternSeparatorPart separator => separator.Content,
            _ => "",
        };

    /// <summary>Routing itself would only tell at the first request.</summary>
    private IEnumerable<string> UnknownConstraints(List<RouteEndpoint> routes) =>
        from route in routes
        from parameter in route.RoutePattern.Parameters
        from policy in parameter.ParameterPolicies
        where policy.Content is not null && !IsKnown(parameter, policy.Content)
        select $"Function '{route.DisplayName}': constraint '{policy.Content}' in route '{route.RoutePattern.RawText}' is not known.";

    private bool IsKnown(RoutePatternParameterPart parameter, string content)
    {
        try
        {
            return policies.Create(parameter, content) is not null;
        }
        catch (Exception fault) when (fault is InvalidOperationException or RouteCreationException)
        {
            return false;
        }
    }
}
