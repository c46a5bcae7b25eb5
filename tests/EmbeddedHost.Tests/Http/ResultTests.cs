using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.EmbeddedHost.Tests.Http;

public static class ResultFunctions
{
    [Function("OkObject")]
    public static IActionResult OkObject([HttpTrigger("get", Route = "ok-object")] HttpRequest req) =>
        new OkObjectResult(new { FirstName = "a" });

    [Function("OkText")]
    public static Task<IActionResult> OkText([HttpTrigger("get", Route = "ok-text")] HttpRequest req) =>
        Task.FromResult<IActionResult>(new OkObjectResult("a"));

    [Function("Problem")]
    public static ValueTask<IActionResult> Problem([HttpTrigger("get", Route = "problem")] HttpRequest req) =>
        new(new ObjectResult(new ProblemDetails { Status = 409 }) { StatusCode = 409 });

    [Function("TypedOk")]
    public static IResult TypedOk([HttpTrigger("get", Route = "typed-ok")] HttpRequest req) => TypedResults.Ok(new { FirstName = "a" });

    [Function("TypedNotFound")]
    public static async Task<IResult> TypedNotFound([HttpTrigger("get", Route = "typed-not-found")] HttpRequest req)
    {
        await Task.Yield();
        return TypedResults.NotFound();
    }

    [Function("Created")]
    public static IActionResult Created([HttpTrigger("get", Route = "created")] HttpRequest req) => new CreatedResult("/x/1", null);

    [Function("File")]
    public static IActionResult File([HttpTrigger("get", Route = "file")] HttpRequest req) => new FileContentResult([65, 66], "text/csv");

    [Function("String")]
    public static string String([HttpTrigger("get", Route = "string")] HttpRequest req) => "not written";

    [Function("Object")]
    public static Order Object([HttpTrigger("get", Route = "object")] HttpRequest req) => new("not written", 1);

    [Function("NullResult")]
    public static IActionResult? NullResult([HttpTrigger("get", Route = "null")] HttpRequest req) => null;

    [Function("Nothing")]
    public static void Nothing([HttpTrigger("get", Route = "nothing")] HttpRequest req) =>
        req.HttpContext.Response.Headers["X-Seen"] = "yes";

    [Function("WritesItself")]
    public static async Task WritesItself([HttpTrigger("get", Route = "writes")] HttpRequest req)
    {
        req.HttpContext.Response.StatusCode = 203;
        await req.HttpContext.Response.WriteAsync("mine");
    }

    [Function("WritesThenThrows")]
    public static async Task WritesThenThrows([HttpTrigger("get", Route = "writes-then-throws")] HttpRequest req)
    {
        req.HttpContext.Response.Headers["X-Seen"] = "yes";
        await req.HttpContext.Response.WriteAsync("half");
        await req.HttpContext.Response.Body.FlushAsync();
        throw new FormatException("secret");
    }

    [Function("SetsThenThrows")]
    public static IActionResult SetsThenThrows([HttpTrigger("get", Route = "sets-then-throws")] HttpRequest req)
    {
        req.HttpContext.Response.Headers["X-Seen"] = "yes";
        req.HttpContext.Response.StatusCode = 201;
        throw new FormatException("secret");
    }

    [Function("Big")]
    public static async Task<IActionResult> Big([HttpTrigger("post", Route = "big")] HttpRequest req)
    {
        var buffer = new byte[81920];
        long total = 0;
        for (int read; (read = await req.Body.ReadAsync(buffer)) > 0;) total += read;
        return new OkObjectResult(total.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}

public sealed class ResultTests
{
    [Theory]
    [InlineData("ok-object", 200, "application/json; charset=utf-8", "{\"firstName\":\"a\"}")]
    [InlineData("ok-text", 200, "text/plain; charset=utf-8", "a")]
    [InlineData("problem", 409, "application/problem+json; charset=utf-8", "{\"status\":409}")]
    [InlineData("typed-ok", 200, "application/json; charset=utf-8", "{\"firstName\":\"a\"}")]
    [InlineData("typed-not-found", 404, null, "")]
    [InlineData("created", 201, null, "")]
    [InlineData("file", 200, "text/csv", "AB")]
    [InlineData("writes", 203, null, "mine")]
    public async Task A_result_becomes_the_response(string path, int status, string? contentType, string body)
    {
        await using var app = await StartAsync();
        var response = await app.Http.GetAsync($"api/{path}");
        Assert.Equal(
            (status, contentType, body),
            ((int)response.StatusCode, response.Content.Headers.ContentType?.ToString(), await response.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("string")]
    [InlineData("object")]
    [InlineData("null")]
    [InlineData("nothing")]
    public async Task What_is_no_result_is_an_empty_200(string path)
    {
        await using var app = await StartAsync();
        var response = await app.Http.GetAsync($"api/{path}");
        Assert.Equal((HttpStatusCode.OK, ""), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Headers_set_on_the_response_are_kept()
    {
        await using var app = await StartAsync();
        var response = await app.Http.GetAsync("api/nothing");
        Assert.Equal("yes", response.Headers.GetValues("X-Seen").Single());
    }

    [Fact]
    public async Task An_unhandled_exception_is_a_500_with_nothing_of_the_function_in_it()
    {
        await using var app = await StartAsync();
        var response = await app.Http.GetAsync("api/sets-then-throws");
        Assert.Equal((HttpStatusCode.InternalServerError, ""), (response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.False(response.Headers.Contains("X-Seen"));
    }

    [Fact]
    public async Task An_exception_after_the_response_has_begun_breaks_the_connection()
    {
        await using var app = await StartAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => app.Http.GetStringAsync("api/writes-then-throws"));
    }

    [Fact]
    public async Task A_body_above_the_servers_usual_limit_reaches_the_function()
    {
        await using var app = await StartAsync();
        const int size = 40_000_000;
        var response = await app.Http.PostAsync("api/big", new ByteArrayContent(new byte[size]));
        Assert.Equal($"{size}", await response.Content.ReadAsStringAsync());
    }

    private static Task<TestApp> StartAsync() => TestApp.StartAsync([typeof(ResultFunctions)]);
}
