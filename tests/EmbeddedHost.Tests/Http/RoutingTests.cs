using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.EmbeddedHost.Tests.Http;

public sealed class RoutingFunctions
{
    [Function("NoRoute")]
    public static IActionResult NoRoute([HttpTrigger] HttpRequest req) => new OkObjectResult(req.Method);

    [Function("List")]
    public static IActionResult List([HttpTrigger("get", Route = "things")] HttpRequest req) => new OkObjectResult("list");

    [Function("Create")]
    public static IActionResult Create([HttpTrigger("POST", "put", Route = "things")] HttpRequest req) => new OkObjectResult("create");

    [Function("One")]
    public static IActionResult One([HttpTrigger("get", Route = "things/{id:int}")] HttpRequest req, int id) =>
        new OkObjectResult($"one {id}");

    [Function("Pattern")]
    public static IActionResult Pattern([HttpTrigger("get", Route = "codes/{code:regex(^[A-Z]+$)}")] HttpRequest req) =>
        new OkObjectResult("code");
}

public sealed class RoutingTests
{
    [Theory]
    [InlineData("GET", "api/NoRoute", "GET")]
    [InlineData("DELETE", "api/noroute", "DELETE")]
    [InlineData("GET", "api/things", "list")]
    [InlineData("POST", "api/things", "create")]
    [InlineData("PUT", "API/Things", "create")]
    [InlineData("GET", "api/things/4", "one 4")]
    [InlineData("GET", "api/codes/ABC", "code")]
    public async Task The_route_and_verb_pick_the_function(string verb, string path, string expected)
    {
        await using var app = await TestApp.StartAsync<RoutingFunctions>();
        var response = await app.Http.SendAsync(new(new HttpMethod(verb), path));
        Assert.Equal(expected, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("things")]
    [InlineData("api/things/x")]
    [InlineData("api/codes/abc1")]
    [InlineData("api")]
    public async Task A_path_of_no_function_is_not_found(string path)
    {
        await using var app = await TestApp.StartAsync<RoutingFunctions>();
        var response = await app.Http.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task A_verb_of_no_function_is_told_which_are_allowed()
    {
        await using var app = await TestApp.StartAsync<RoutingFunctions>();
        var response = await app.Http.DeleteAsync("api/things");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET", "POST", "PUT"], response.Content.Headers.Allow.Order());
    }

    [Theory]
    [InlineData("", "things")]
    [InlineData("v9/x", "v9/x/things")]
    public async Task The_prefix_comes_from_host_json(string prefix, string path)
    {
        var directory = TestApp.NewDirectory();
        await File.WriteAllTextAsync(
            Path.Combine(directory, "host.json"), $"{{\"extensions\":{{\"http\":{{\"routePrefix\":\"{prefix}\"}}}}}}");
        await using var app = await TestApp.StartAsync([typeof(RoutingFunctions)], directory: directory);
        Assert.Equal("list", await app.Http.GetStringAsync(path));
    }
}
