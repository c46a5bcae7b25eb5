using System.Collections.Frozen;
using System.Reflection;

namespace KoSales.Functions.Api.Requests;

/// <summary>An HTTP function as its attributes describe it.</summary>
/// <param name="Template">Without the host's prefix: <c>v1/leads/{id}</c>.</param>
/// <param name="Methods">Upper case; empty for every method.</param>
public sealed record ApiRoute(
    string Function,
    string Template,
    IReadOnlyList<string> Methods,
    MethodInfo Method
)
{
    private readonly string[] _segments = Template.Split('/');

    /// <summary>Null for a public function.</summary>
    public AccessAttribute? Access { get; } = Method.GetCustomAttribute<AccessAttribute>();

    public bool IsPublic { get; } = Method.GetCustomAttribute<PublicAttribute>() is not null;

    public bool IsStored { get; } = Method.GetCustomAttribute<NotStoredAttribute>() is null;

    public bool IsStreamed { get; } =
        Method.GetCustomAttribute<StreamedBodyAttribute>() is not null;

    public long BodyLimit { get; } =
        Method.GetCustomAttribute<BodyLimitAttribute>()?.Bytes ?? BodyLimitAttribute.Default;

    public OperationAttribute? Operation { get; } = Method.GetCustomAttribute<OperationAttribute>();

    /// <summary>Its other successes, in the order of the attributes.</summary>
    public IReadOnlyList<AlsoAnswersAttribute> AlsoAnswers { get; } =
    [.. Method.GetCustomAttributes<AlsoAnswersAttribute>()];

    /// <summary>The query parameters that it takes besides the filters of a list, by name.</summary>
    public FrozenDictionary<string, QueryParameter> Query { get; } =
        ParametersOf(Method).ToFrozenDictionary(p => p.Name, StringComparer.Ordinal);

    /// <summary>Takes filters, which it checks by itself.</summary>
    public bool TakesFilters => Operation is { List: not null } or { Filters: not null };

    /// <summary>With <c>dry_run=true</c> it is rehearsed.</summary>
    public bool Rehearses => Operation is { Rehearses: true };

    public RouteClass Class { get; } =
        Method.GetCustomAttribute<RateAttribute>()?.RouteClass
        ?? (Methods is ["GET", ..] or ["HEAD", ..] or [] ? RouteClass.Read : RouteClass.Write);

    /// <summary>The class as scopes name it.</summary>
    private string Kind =>
        Class switch
        {
            RouteClass.Read => "read",
            RouteClass.Write => "write",
            RouteClass.Bulk => "bulk",
            RouteClass.Webhook => "webhook",
            RouteClass.Auth => "auth",
        };

    /// <summary>Takes what no other function takes.</summary>
    public bool IsFallback => _segments[^1].StartsWith("{*", StringComparison.Ordinal);

    private static IEnumerable<QueryParameter> ParametersOf(MethodInfo method)
    {
        if (method.GetCustomAttribute<OperationAttribute>() is not { } said)
            return [];
        IEnumerable<string> names = said.Query;
        if (said.Rehearses)
            names = names.Append(QueryParameters.DryRun);
        if (said.Picks)
            names = names.Append("fields").Append("include");
        return names.Distinct().Select(QueryParameters.Of);
    }

    public bool Admits(Actor actor)
    {
        if (Access is null || Access.AnyRole || actor.Is(Role.Admin))
            return true;
        foreach (var role in Access.Roles)
        {
            if (actor.Is(role))
                return true;
        }
        return false;
    }

    /// <summary>Whether the scopes of an API key reach the function; true for whoever has none.</summary>
    public bool IsWithinScopes(Actor actor) => actor.Scopes is null || IsCovered(actor.Scopes);

    /// <summary>Whether one of the scopes names the function's resource and kind.</summary>
    public bool IsCovered(IEnumerable<string> scopes) =>
        _segments.Length > 1 && ApiScope.Covers(scopes, _segments[1], Kind);

    /// <param name="path">Segments without the host's prefix.</param>
    public bool Matches(IReadOnlyList<string> path)
    {
        if (path.Count != _segments.Length)
            return false;
        for (var i = 0; i < path.Count; i++)
        {
            if (
                !_segments[i].StartsWith('{')
                && !_segments[i].Equals(path[i], StringComparison.OrdinalIgnoreCase)
            )
                return false;
        }
        return true;
    }
}
