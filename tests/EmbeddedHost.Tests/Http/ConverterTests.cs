using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;

namespace KoSales.EmbeddedHost.Tests.Http;

/// <summary>Reverses texts, leaves numbers to the next rule, fails on anything else.</summary>
public sealed class Reversing : IInputConverter
{
    public ValueTask<ConversionResult> ConvertAsync(ConverterContext context) => new(context.TargetType switch
    {
        var type when type == typeof(string) => ConversionResult.Success(new string([.. ((string)context.Source!).Reverse()])),
        var type when type == typeof(int) => ConversionResult.Unhandled(),
        _ => ConversionResult.Failed(new FormatException("cannot reverse")),
    });
}

public static class ConverterFunctions
{
    [Function("Reversed")]
    public static IActionResult Reversed(
        [HttpTrigger("get", Route = "reversed/{text}/{number}")] HttpRequest req,
        [InputConverter(typeof(Reversing))] string text,
        [InputConverter(typeof(Reversing))] int number) => new OkObjectResult($"{text} {number}");

    [Function("Failing")]
    public static IActionResult Failing(
        [HttpTrigger("get", Route = "failing/{list}")] HttpRequest req, [InputConverter(typeof(Reversing))] int[]? list) =>
        new OkObjectResult(list is null);

    [Function("FailingUnsourced")]
    public static IActionResult FailingUnsourced(
        [HttpTrigger("get", Route = "unsourced")] HttpRequest req, [InputConverter(typeof(Reversing))] int[]? list) =>
        new OkObjectResult(list is null);
}

public sealed class ConverterTests
{
    [Fact]
    public async Task A_converter_named_on_the_parameter_is_asked_first()
    {
        await using var app = await TestApp.StartAsync([typeof(ConverterFunctions)]);
        Assert.Equal("cba 7", await app.Http.GetStringAsync("api/reversed/abc/7"));
    }

    [Fact]
    public async Task Its_failure_fails_the_invocation_when_there_was_a_value()
    {
        Exception? seen = null;
        await using var app = await TestApp.StartAsync([typeof(ConverterFunctions)], b => b.Watch(e => seen = e));
        Assert.Equal(HttpStatusCode.InternalServerError, (await app.Http.GetAsync("api/failing/1")).StatusCode);
        Assert.Contains("cannot reverse", Assert.IsType<FunctionInputConverterException>(seen).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_failure_is_forgotten_when_there_was_none()
    {
        await using var app = await TestApp.StartAsync([typeof(ConverterFunctions)]);
        Assert.Equal("true", await app.Http.GetStringAsync("api/unsourced"));
    }
}
