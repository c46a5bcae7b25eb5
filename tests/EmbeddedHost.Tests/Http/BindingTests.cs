using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using FromBodyAttribute = Microsoft.Azure.Functions.Worker.Http.FromBodyAttribute;

namespace KoSales.EmbeddedHost.Tests.Http;

public enum Color
{
    Red,
    Green,
}

public sealed record Order(string? Id, int Qty);

public sealed class BindingFunctions
{
    [Function("Int")]
    public IActionResult Int([HttpTrigger("get", Route = "int/{x}")] HttpRequest req, int x) => Text(x);

    [Function("Bool")]
    public IActionResult Bool([HttpTrigger("get", Route = "bool/{x}")] HttpRequest req, bool x) => Text(x);

    [Function("Double")]
    public IActionResult Double([HttpTrigger("get", Route = "double/{x}")] HttpRequest req, double x) => Text(x);

    [Function("Guid")]
    public IActionResult Id([HttpTrigger("get", Route = "guid/{x}")] HttpRequest req, Guid x) => Text(x);

    [Function("Date")]
    public IActionResult Date([HttpTrigger("get", Route = "date/{x}")] HttpRequest req, DateTimeOffset x) => Text(x.UtcTicks);

    [Function("Enum")]
    public IActionResult Enum([HttpTrigger("get", Route = "enum/{x}")] HttpRequest req, Color x) => Text(x);

    [Function("Text")]
    public IActionResult String([HttpTrigger("get", Route = "text/{x}")] HttpRequest req, string X) => Text(X);

    [Function("Optional")]
    public IActionResult Optional([HttpTrigger("get", Route = "optional/{x?}")] HttpRequest req, string? x, int y = 7) =>
        Text($"{x ?? "null"} {y}");

    [Function("NullableInt")]
    public IActionResult NullableInt([HttpTrigger("get", Route = "nullable/{x?}")] HttpRequest req, int? x) =>
        Text(x?.ToString(CultureInfo.InvariantCulture) ?? "null");

    [Function("RequiredInt")]
    public IActionResult RequiredInt([HttpTrigger("get", Route = "required/{x?}")] HttpRequest req, int x) => Text(x);

    [Function("Rest")]
    public IActionResult Rest([HttpTrigger("get", Route = "rest/{*rest}")] HttpRequest req, string? rest) => Text(rest ?? "null");

    [Function("QueryIsNotBound")]
    public IActionResult QueryIsNotBound([HttpTrigger("get", Route = "query")] HttpRequest req, string? q) => Text(q ?? "null");

    [Function("HttpContextIsNotBound")]
    public IActionResult Context([HttpTrigger("get", Route = "context")] HttpRequest req, HttpContext? http, TimeProvider? time, FunctionContext own) =>
        Text($"{http is null} {time is null} {own.FunctionDefinition.Name} {ReferenceEquals(own.GetHttpContext(), req.HttpContext)}");

    [Function("PocoTrigger")]
    public IActionResult Poco([HttpTrigger("post", Route = "poco")] Order? order) => Text(order is null ? "null" : "order");

    [Function("Body")]
    public IActionResult Body([HttpTrigger("post", Route = "body")] HttpRequest req, [FromBody] Order order) =>
        Text($"{order.Id} {order.Qty}");

    [Function("Metadata")]
    public IActionResult Metadata([HttpTrigger("get", Route = "metadata/{id}")] HttpRequest req, FunctionContext context, string query) =>
        Text($"{context.BindingContext.BindingData["ID"]} {query}");

    private static ContentResult Text(object value) =>
        new() { Content = Convert.ToString(value, CultureInfo.InvariantCulture), StatusCode = 200 };
}

public sealed class BindingTests
{
    private const string Guid1 = "0f8fad5b-d9cb-469f-a165-70867728950e";

    [Theory]
    [InlineData("int/5", "5")]
    [InlineData("int/-12", "-12")]
    [InlineData("bool/true", "True")]
    [InlineData("double/2.5", "2.5")]
    [InlineData("guid/" + Guid1, Guid1)]
    [InlineData("date/1970-01-01T00:00:00Z", "621355968000000000")]
    [InlineData("enum/1", "Green")]
    [InlineData("text/5", "5")]
    [InlineData("text/a%20b", "a b")]
    [InlineData("optional/a", "a 7")]
    [InlineData("optional", "null 7")]
    [InlineData("nullable", "null")]
    [InlineData("nullable/3", "3")]
    [InlineData("rest/a/b", "a/b")]
    [InlineData("rest", "null")]
    [InlineData("query?q=1", "null")]
    [InlineData("context", "True True HttpContextIsNotBound True")]
    [InlineData("metadata/9?a=1", "9 {\"a\":\"1\"}")]
    public async Task A_route_value_becomes_the_parameter(string path, string expected)
    {
        await using var app = await TestApp.StartAsync<BindingFunctions>();
        Assert.Equal(expected, await app.Http.GetStringAsync($"api/{path}"));
    }

    [Theory]
    [InlineData("int/x")]
    [InlineData("bool/yes")]
    [InlineData("guid/1")]
    [InlineData("enum/Green")]
    [InlineData("required")]
    public async Task A_value_that_cannot_be_converted_fails_the_invocation(string path)
    {
        Exception? seen = null;
        await using var app = await TestApp.StartAsync([typeof(BindingFunctions)], b => b.Watch(e => seen = e));
        var response = await app.Http.GetAsync($"api/{path}");
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        Assert.Contains("'x'", Assert.IsType<FunctionInputConverterException>(seen).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_body_is_read_with_MVC_rules_for_names_and_case()
    {
        await using var app = await TestApp.StartAsync<BindingFunctions>();
        var response = await app.Http.PostAsync("api/body", Json("{\"id\":\"a\",\"QTY\":3}"));
        Assert.Equal("a 3", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("{\"id\":", "application/json")]
    [InlineData("", "application/json")]
    [InlineData("{\"qty\":\"many\"}", "application/json")]
    [InlineData("{}", "text/csv")]
    public async Task A_body_that_cannot_be_read_fails_the_invocation(string body, string contentType)
    {
        Exception? seen = null;
        await using var app = await TestApp.StartAsync([typeof(BindingFunctions)], b => b.Watch(e => seen = e));
        var response = await app.Http.PostAsync("api/body", new StringContent(body, Encoding.UTF8, contentType));
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.NotEmpty(Assert.IsType<InvalidOperationException>(seen).Message);
    }

    [Fact]
    public async Task An_object_under_the_trigger_does_not_get_the_body()
    {
        await using var app = await TestApp.StartAsync<BindingFunctions>();
        var response = await app.Http.PostAsync("api/poco", Json("{\"id\":\"a\"}"));
        Assert.Equal("null", await response.Content.ReadAsStringAsync());
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
