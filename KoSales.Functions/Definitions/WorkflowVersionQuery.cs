using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Definitions;

internal static class WorkflowVersionQuery
{
    /// <summary>The published version that is asked for; null for the definition as it is now.</summary>
    public static int? Of(HttpRequest request)
    {
        if (
            !request.QueryString.HasValue
            || !request.Query.TryGetValue("workflow_version", out var given)
        )
            return null;
        return
            int.TryParse(
                given.ToString(),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var version
            )
            && version > 0
            ? version
            : throw new RefusalException(
                new Fault(
                    FaultKind.Malformed,
                    "query.bad_value",
                    "workflow_version is a whole number from 1."
                )
            );
    }
}
