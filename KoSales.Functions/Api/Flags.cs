using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Api;

/// <summary>Query parameters that are on or off, such as <c>dry_run=true</c>.</summary>
public static class Flags
{
    /// <summary>False when absent; refuses with 400 what is neither true nor false, or given twice.</summary>
    public static bool Read(HttpRequest request, string name)
    {
        if (!request.QueryString.HasValue || !request.Query.TryGetValue(name, out var values))
            return false;
        return values.ToString() switch
        {
            "true" => true,
            "false" => false,
            _ => throw new RefusalException(
                new Fault(FaultKind.Malformed, "query.bad_value", $"{name} is true or false.")
            ),
        };
    }

    /// <summary><c>dry_run=true</c>: plan and change nothing.</summary>
    public static bool DryRun(HttpRequest request) => Read(request, "dry_run");

    /// <summary>Refuses with 400 every query parameter that is not one of these, and those given
    /// twice.</summary>
    public static void AllowOnly(HttpRequest request, params ReadOnlySpan<string> names)
    {
        if (!request.QueryString.HasValue)
            return;
        var faults = new QueryFaults();
        foreach (var (name, values) in request.Query)
        {
            if (!names.Contains(name))
                faults.Add(
                    "query.unknown_parameter",
                    $"There is no parameter {QueryFaults.Shown(name)} here."
                );
            else if (values.Count > 1)
                faults.Add(
                    "query.duplicate_parameter",
                    $"The parameter {name} is given more than once."
                );
        }
        faults.ThrowIfAny();
    }
}
