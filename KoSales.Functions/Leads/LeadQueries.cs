using KoSales.Functions.Leads.Bulk;
using KoSales.Functions.Leads.Intake;
using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Leads;

/// <summary>Query parameters of the lead endpoints.</summary>
internal static class LeadQueries
{
    /// <summary><c>on_duplicate=merge</c> or <c>signal</c>, refused when absent; <c>assign=auto</c>, in the
    /// pool when absent.</summary>
    public static IntakePolicy Intake(HttpRequest request)
    {
        Flags.AllowOnly(request, "on_duplicate", "assign");
        return new IntakePolicy(OnDuplicate(request), Assigns(request))
        {
            Way = DuplicateWay.Create,
        };
    }

    private static bool Assigns(HttpRequest request)
    {
        if (!request.Query.TryGetValue("assign", out var given))
            return false;
        return given.ToString() == "auto"
            ? true
            : throw new RefusalException(
                new Fault(FaultKind.Malformed, "query.bad_value", "assign is auto, or left out.")
            );
    }

    private static DuplicatePolicy OnDuplicate(HttpRequest request)
    {
        if (!request.Query.TryGetValue("on_duplicate", out var given))
            return DuplicatePolicy.Fail;
        return given.ToString() switch
        {
            "fail" => DuplicatePolicy.Fail,
            "merge" => DuplicatePolicy.Merge,
            "signal" => DuplicatePolicy.Signal,
            _ => throw new RefusalException(
                new Fault(
                    FaultKind.Malformed,
                    "query.bad_value",
                    "on_duplicate is fail, merge or signal."
                )
            ),
        };
    }

    /// <summary>The deleted leads for <c>deleted=true</c>, else the others.</summary>
    public static ListSpec ListOf(HttpRequest request) =>
        Flags.Read(request, "deleted") ? LeadLists.Deleted : LeadLists.Leads;
}
