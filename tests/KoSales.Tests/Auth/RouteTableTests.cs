namespace KoSales.Tests.Auth;

public sealed class RouteTableTests
{
    [Fact]
    public void Every_route_is_approved_for_the_roles_that_may_call_it()
    {
        var added = RouteTable.Actual.Except(RouteTable.Approved).ToList();
        var gone = RouteTable.Approved.Except(RouteTable.Actual).ToList();
        Assert.True(
            added.Count + gone.Count == 0,
            "Look at each difference, then bring "
                + "tests/KoSales.Tests/Auth/routes.approved.txt in line.\n"
                + $"To add:\n{string.Join('\n', added)}\nTo take out:\n{string.Join('\n', gone)}"
        );
    }

    [Fact]
    public void An_auditor_changes_nothing_but_the_own_session() =>
        Assert.Equal(
            [
                "v1/auth/accept-invite",
                "v1/auth/forgot",
                "v1/auth/login",
                "v1/auth/logout",
                "v1/auth/password",
                "v1/auth/refresh",
                "v1/auth/reset",
                "v1/auth/sessions/{session}",
            ],
            RouteTable
                .Cells.Where(c =>
                    c.Method is "POST" or "PUT" or "PATCH" or "DELETE"
                    && c.Allowed["auditor"]
                    && !IsReading(c.Path)
                )
                .Select(c => c.Path)
                .Order()
        );

    // Signed by their senders instead, bound to a secret in the path, or answering what a body asks without
    // changing anything.
    private static bool IsReading(string path) =>
        path.StartsWith("v1/webhooks/", StringComparison.Ordinal)
        || path.StartsWith("v1/shared-quotations/", StringComparison.Ordinal)
        || path.StartsWith("v1/uploads/", StringComparison.Ordinal)
        || path.EndsWith("/preview", StringComparison.Ordinal);
}
