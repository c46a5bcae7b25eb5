using System.Text;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Auth;

[Collection(AppCollection.Name)]
public sealed class RouteAccessEndToEndTests(AppFixture app)
{
    private static readonly string[] AccessCodes =
    [
        "auth.token_required",
        "auth.token_invalid",
        "access.denied",
    ];

    public static TheoryData<string> Callers => [.. RouteTable.Callers];

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Every_route_lets_in_whom_the_table_says(string caller)
    {
        var admin = await app.AdminAsync();
        var client = await ClientAsync(admin, caller);
        List<string> wrong = [];
        foreach (var (method, path, allowed) in RouteTable.Cells)
        {
            // A logout ends the session that the other calls need.
            var asking = path == "v1/auth/logout" ? await ClientAsync(admin, caller) : client;
            var reply = await asking.SendAsync(
                new HttpMethod(method),
                Filled(path),
                BodyFor(method)
            );
            var refused = (int)reply.Status is 401 or 403 && AccessCodes.Contains(reply.Code);
            var expected = caller == RouteTable.Anonymous ? 401 : 403;
            if (refused == allowed[caller] || (refused && (int)reply.Status != expected))
                wrong.Add($"{method} {path}: {(int)reply.Status} {reply.Text}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private async Task<AppClient> ClientAsync(AppClient admin, string caller) =>
        caller == RouteTable.Anonymous ? app.Anonymous : await app.HiredAsync(admin, caller);

    private static string Filled(string path) =>
        string.Join('/', path.Split('/').Skip(1).Select(s => s.StartsWith('{') ? "X-0" : s));

    private static StringContent? BodyFor(string method) =>
        method is "GET" or "DELETE"
            ? null
            : new StringContent("{}", Encoding.UTF8, "application/json");
}
