using System.Net;
using KoSales.LocalHost.Tests.Apps;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.LocalHost.Tests.Http;

public sealed class RoutingFunctions
{
    [Function("NoRoute")]
    public IActionResult NoRoute([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest req) =>
        new OkObjectResult(req.Method);

    [Function("List")]
    public IActionResult List([HttpTrigger("get", Route = "things")] HttpRequest req) =>
        new OkObjectResult("list");

    [Function("Create")]
    public IActionResult Create([HttpTrigger("POST", "put", Route = "things")] HttpRequest req) =>
        new OkObjectResult("create");

    [Function("One")]
    public IActionResult One(
        [HttpTrigger("get", Route = "things/{id:int}")] HttpRequest req,
        int id
    ) => new OkObjectResult($"one {id}");

    [Function("Pattern")]
    public IActionResult Pattern(
        [HttpTrigger("get", Route = "codes/{code:regex(^[A-Z]+$)}")] HttpRequest req
    ) => new OkObjectResult("code");

    [Function("Rest")]
    public IActionResult Rest(
        [HttpTrigger("get", Route = "rest/{*path}")] HttpRequest req,
        string? path
    ) => new OkObjectResult($"rest {path ?? "none"}");
}

public abstract class RoutingTests(AppFixture app)
{
    [Theory]
    [InlineData("GET", "api/NoRoute", "GET")]
    [InlineData("DELETE", "api/noroute", "DELETE")]
    [InlineData("GET", "api/things", "list")]
    [InlineData("POST", "api/things", "create")]
    [InlineData("PUT", "API/Things", "create")]
    [InlineData("GET", "api/things/4", "one 4")]
    [InlineData("GET", "api/codes/ABC", "code")]
    [InlineData("GET", "api/rest/a/b", "rest a/b")]
    [InlineData("GET", "api/rest", "rest none")]
    public async Task The_route_and_verb_pick_the_function(
        string verb,
        string path,
        string expected
    )
    {
        var response = await app.Http.SendAsync(new HttpRequestMessage(new HttpMethod(verb), path));

        Assert.Equal(expected, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("things")]
    [InlineData("api/things/x")]
    [InlineData("api/codes/abc1")]
    [InlineData("api")]
    public async Task A_path_of_no_function_is_not_found(string path)
    {
        var response = await app.Http.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task A_verb_of_no_function_is_told_which_are_allowed()
    {
        var response = await app.Http.DeleteAsync("api/things");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(
            ["GET", "POST", "PUT"],
            response.Content.Headers.Allow.Select(verb => verb.ToUpperInvariant()).Order()
        );
    }
}

public sealed class RoutingInProcess(InProcess<RoutingFunctions> app)
    : RoutingTests(app),
        IClassFixture<InProcess<RoutingFunctions>>;

public sealed class RoutingOverGrpc(OverGrpc<RoutingFunctions> app)
    : RoutingTests(app),
        IClassFixture<OverGrpc<RoutingFunctions>>;
