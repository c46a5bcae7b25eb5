using System.Globalization;
using System.Net;
using System.Text;
using KoSales.LocalHost.Tests.Apps;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using FromBodyAttribute = Microsoft.Azure.Functions.Worker.Http.FromBodyAttribute;

namespace KoSales.LocalHost.Tests.Http;

public sealed record Parcel(string? Id, int Qty);

public sealed class BindingFunctions
{
    [Function("Text")]
    public IActionResult Text([HttpTrigger("get", Route = "text/{x}")] HttpRequest req, string x) =>
        Written(x);

    [Function("Int")]
    public IActionResult Int([HttpTrigger("get", Route = "int/{x}")] HttpRequest req, int x) =>
        Written(x);

    [Function("Guid")]
    public IActionResult Id([HttpTrigger("get", Route = "guid/{x}")] HttpRequest req, Guid x) =>
        Written(x);

    [Function("Optional")]
    public IActionResult Optional(
        [HttpTrigger("get", Route = "optional/{x?}")] HttpRequest req,
        string? x
    ) => Written(x ?? "none");

    [Function("Body")]
    public IActionResult Body(
        [HttpTrigger("post", Route = "body")] HttpRequest req,
        [FromBody] Parcel parcel
    ) => Written($"{parcel.Id} {parcel.Qty}");

    [Function("Context")]
    public IActionResult Context(
        [HttpTrigger("get", Route = "context/{x}")] HttpRequest req,
        FunctionContext context
    ) =>
        Written(
            $"{context.FunctionDefinition.Name} {context.BindingContext.BindingData["X"]} {ReferenceEquals(context.GetHttpContext(), req.HttpContext)}"
        );

    [Function("Trace")]
    public IActionResult Trace(
        [HttpTrigger("get", Route = "trace")] HttpRequest req,
        FunctionContext context
    ) => Written(context.TraceContext.TraceParent);

    [Function("Typed")]
    public IResult Typed([HttpTrigger("get", Route = "typed")] HttpRequest req) =>
        TypedResults.Ok(new { FirstName = "a" });

    [Function("Mvc")]
    public IActionResult Mvc([HttpTrigger("get", Route = "mvc")] HttpRequest req) =>
        new ObjectResult(new { FirstName = "a" }) { StatusCode = 409 };

    [Function("String")]
    public string String([HttpTrigger("get", Route = "string")] HttpRequest req) => "not written";

    [Function("Itself")]
    public Task Itself([HttpTrigger("get", Route = "itself")] HttpRequest req)
    {
        req.HttpContext.Response.StatusCode = 203;
        return req.HttpContext.Response.WriteAsync("mine");
    }

    private static ContentResult Written(object value) =>
        new() { Content = Convert.ToString(value, CultureInfo.InvariantCulture), StatusCode = 200 };
}

/// <summary>A handful of what the worker does by itself, to show that the host gave it what it needs.</summary>
public abstract class HalvesMeetTests(AppFixture app)
{
    private const string SomeId = "0f8fad5b-d9cb-469f-a165-70867728950e";

    [Theory]
    [InlineData("text/a%20b", "a b")]
    [InlineData("int/-12", "-12")]
    [InlineData($"guid/{SomeId}", SomeId)]
    [InlineData("optional/a", "a")]
    [InlineData("optional", "none")]
    [InlineData("context/9?a=1", "Context 9 True")]
    public async Task A_route_value_becomes_the_parameter(string path, string expected) =>
        Assert.Equal(expected, await app.Http.GetStringAsync($"api/{path}"));

    [Fact]
    public async Task A_value_that_cannot_be_converted_fails_the_invocation()
    {
        var response = await app.Http.GetAsync("api/int/x");

        Assert.Equal(
            (HttpStatusCode.InternalServerError, ""),
            (response.StatusCode, await response.Content.ReadAsStringAsync())
        );
    }

    [Fact]
    public async Task The_body_reaches_a_parameter()
    {
        var response = await app.Http.PostAsync(
            "api/body",
            new StringContent("""{"id":"a","QTY":3}""", Encoding.UTF8, "application/json")
        );

        Assert.Equal("a 3", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("typed", 200, "application/json; charset=utf-8", """{"firstName":"a"}""")]
    [InlineData("mvc", 409, "application/json; charset=utf-8", """{"firstName":"a"}""")]
    [InlineData("itself", 203, null, "mine")]
    [InlineData("string", 200, null, "")]
    public async Task A_result_becomes_the_response(
        string path,
        int status,
        string? contentType,
        string body
    )
    {
        var response = await app.Http.GetAsync($"api/{path}");

        Assert.Equal(
            (status, body),
            ((int)response.StatusCode, await response.Content.ReadAsStringAsync())
        );
        Assert.Equal(contentType, response.Content.Headers.ContentType?.ToString());
    }

    [Fact]
    public async Task The_caller_s_trace_goes_on()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "api/trace");
        request.Headers.Add(
            "traceparent",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        );

        var response = await app.Http.SendAsync(request);

        Assert.Contains(
            "4bf92f3577b34da6a3ce929d0e0e4736",
            await response.Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Many_requests_at_once_get_each_its_own_answer()
    {
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 500).Select(n => app.Http.GetStringAsync($"api/int/{n}"))
        );

        Assert.Equal(Enumerable.Range(0, 500).Select(n => $"{n}"), answers);
    }
}

public sealed class HalvesMeetInProcess(InProcess<BindingFunctions> app)
    : HalvesMeetTests(app),
        IClassFixture<InProcess<BindingFunctions>>;

public sealed class HalvesMeetOverGrpc(OverGrpc<BindingFunctions> app)
    : HalvesMeetTests(app),
        IClassFixture<OverGrpc<BindingFunctions>>;
