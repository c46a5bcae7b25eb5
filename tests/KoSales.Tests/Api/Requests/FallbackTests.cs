using System.Net;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Api.Requests;

[Collection(AppCollection.Name)]
public sealed class FallbackTests(AppFixture app)
{
    [Theory]
    [InlineData("no-such-thing")]
    [InlineData("health/live/deeper")]
    [InlineData("")]
    public async Task An_unknown_path_is_a_problem(string path) =>
        (await app.Anonymous.GetAsync(path)).ExpectProblem(404, "route.not_found");

    [Theory]
    [InlineData("POST")]
    [InlineData("DELETE")]
    [InlineData("FROBNICATE")]
    public async Task A_known_path_names_the_methods_it_takes(string method)
    {
        var reply = await app.Anonymous.SendAsync(new HttpMethod(method), "health/live", null);

        reply.ExpectProblem(405, "route.method_not_allowed");
        Assert.Equal("GET, OPTIONS", reply.Headers["Allow"]);
    }

    [Fact]
    public async Task Every_answer_is_private_and_has_no_server_banner()
    {
        var reply = await app.Anonymous.GetAsync("health/live");

        Assert.Equal("no-store", reply.Headers["Cache-Control"]);
        Assert.Equal("nosniff", reply.Headers["X-Content-Type-Options"]);
        Assert.False(reply.Headers.ContainsKey("Server"));
        Assert.StartsWith(
            "\"read\";q=",
            reply.Headers["RateLimit-Policy"],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_callers_trace_is_taken_over()
    {
        const string trace = "0af7651916cd43dd8448eb211c80319c";

        var reply = await app.Anonymous.GetAsync(
            "nowhere",
            ("traceparent", $"00-{trace}-b7ad6b7169203331-01")
        );

        Assert.Equal(trace, reply.Body.GetProperty("trace_id").GetString());
    }

    [Fact]
    public async Task A_browser_of_an_origin_that_is_not_listed_gets_no_permission()
    {
        var reply = await app.Anonymous.SendAsync(
            HttpMethod.Options,
            "health/live",
            null,
            ("Origin", "https://evil.example"),
            ("Access-Control-Request-Method", "GET")
        );

        Assert.Equal(HttpStatusCode.NoContent, reply.Status);
        Assert.DoesNotContain(
            reply.Headers.Keys,
            h => h.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase)
        );
    }
}
