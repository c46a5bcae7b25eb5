using KoSales.EmbeddedHost.Catalog;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.EmbeddedHost.Http;

/// <summary>One HTTP function's address. No verbs means every verb.</summary>
internal sealed record FunctionRoute(FunctionDescriptor Function, RoutePattern Pattern, IReadOnlyList<string> Verbs)
{
    /// <summary>Two routes of one shape match the same paths: names of parameters do not count, constraints do.</summary>
    public string Shape => string.Join('/', Pattern.PathSegments.Select(s => string.Concat(s.Parts.Select(ShapeOf))));

    public bool Overlaps(FunctionRoute other) =>
        Shape == other.Shape && (Verbs.Count == 0 || other.Verbs.Count == 0 || Verbs.Intersect(other.Verbs).Any());

    private static string ShapeOf(RoutePatternPart part) => part switch
    {
        RoutePatternLiteralPart literal => literal.Content.ToUpperInvariant(),
        RoutePatternParameterPart { IsCatchAll: true } => "{*}",
        RoutePatternParameterPart parameter => $"{{:{string.Join(':', parameter.ParameterPolicies.Select(p => p.Content))}}}",
        RoutePatternSeparatorPart separator => separator.Content,
        _ => "",
    };
}

/// <summary>All HTTP routes of the app, and what is wrong with them.</summary>
internal sealed class FunctionRoutes
{
    private readonly List<FunctionRoute> _routes = [];
    private readonly List<string> _faults = [];

    public FunctionRoutes(FunctionCatalog catalog, string prefix)
    {
        foreach (var function in catalog.Of(TriggerKind.Http)) Add(function, prefix);
        for (var i = 0; i < _routes.Count; i++)
        {
            foreach (var other in _routes.Take(i).Where(_routes[i].Overlaps))
                _faults.Add($"Functions '{other.Function.Name}' and '{_routes[i].Function.Name}' share the route " +
                    $"'{_routes[i].Pattern.RawText}' and a verb.");
        }
    }

    public IReadOnlyList<FunctionRoute> All => _routes;

    public IReadOnlyList<string> Faults => _faults;

    /// <summary>A constraint that routing does not know is a fault too; routing itself would only tell at the first request.</summary>
    public IEnumerable<string> UnknownConstraints(ParameterPolicyFactory policies) =>
        from route in _routes
        from parameter in route.Pattern.Parameters
        from policy in parameter.ParameterPolicies
        where policy.Content is not null && !Known(policies, parameter, policy.Content)
        select $"Function {route.Function}: constraint '{policy.Content}' in route '{route.Pattern.RawText}' is not known.";

    public void Map(IEndpointRouteBuilder endpoints, HttpInvoker invoker)
    {
        foreach (var route in _routes)
        {
            var endpoint = endpoints.Map(route.Pattern, invoker.For(route.Function)).WithDisplayName(route.Function.Name);
            if (route.Verbs.Count > 0) endpoint.WithMetadata(new HttpMethodMetadata(route.Verbs));
        }
    }

    private void Add(FunctionDescriptor function, string prefix)
    {
        var trigger = (HttpTriggerAttribute)function.Trigger;
        var template = string.Join('/', new[] { prefix.Trim('/'), (trigger.Route ?? function.Name).Trim('/') }.Where(s => s.Length > 0));
        try
        {
            var verbs = trigger.Methods?.Select(m => m.ToUpperInvariant()).Distinct().ToList();
            _routes.Add(new(function, RoutePatternFactory.Parse(template), verbs ?? []));
        }
        catch (RoutePatternException fault)
        {
            _faults.Add($"Function {function}: route '{template}' is not valid: {fault.Message}");
        }
    }

    private static bool Known(ParameterPolicyFactory policies, RoutePatternParameterPart parameter, string content)
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
