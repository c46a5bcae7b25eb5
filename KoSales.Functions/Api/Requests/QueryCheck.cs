using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace KoSales.Functions.Api.Requests;

/// <summary>Refuses query parameters that a function does not take: a caller who asks for something must
/// not be told
/// that it was done. Lists check the rest of theirs by themselves, since their filters depend on custom
/// fields.</summary>
internal static class QueryCheck
{
    /// <summary>400 that names every parameter at fault.</summary>
    public static void Check(HttpRequest request, ApiRoute route)
    {
        if (!request.QueryString.HasValue || route.IsFallback)
            return;
        var faults = new QueryFaults();
        foreach (var (name, values) in request.Query)
            Check(route, name, values, faults);
        faults.ThrowIfAny();
    }

    private static void Check(ApiRoute route, string name, StringValues values, QueryFaults faults)
    {
        if (!route.Query.TryGetValue(name, out var parameter))
        {
            if (!route.TakesFilters)
                faults.Add(
                    "query.unknown_parameter",
                    $"There is no parameter {QueryFaults.Shown(name)} here{Hint(route)}."
                );
        }
        else if (values.Count > 1)
        {
            faults.Add(
                "query.duplicate_parameter",
                $"The parameter {name} is given more than once."
            );
        }
        else if (Objection(parameter, values.ToString()) is { } objection)
        {
            faults.Add("query.bad_value", objection);
        }
    }

    private static string? Objection(QueryParameter parameter, string value)
    {
        if (parameter.Type == QueryType.Flag)
            return value is "true" or "false" ? null : $"{parameter.Name} is true or false.";
        if (parameter.Choices.Count == 0 || parameter.Choices.Contains(value))
            return null;
        return $"{parameter.Name} is {string.Join(" or ", parameter.Choices)}.";
    }

    private static string Hint(ApiRoute route) =>
        route.Query.Count == 0
            ? ""
            : $"; there is {string.Join(", ", route.Query.Keys.Order(StringComparer.Ordinal))}";
}
