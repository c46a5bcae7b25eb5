using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;

namespace KoSales.EmbeddedHost.Tests.Hosting;

public static class TwiceNamed
{
    [Function("Same")]
    public static void First([HttpTrigger("get", Route = "a")] HttpRequest req) => req.HttpContext.Abort();

    [Function("same")]
    public static void Second([HttpTrigger("get", Route = "b")] HttpRequest req) => req.HttpContext.Abort();
}

public static class TwiceRouted
{
    [Function("ByLead")]
    public static void First([HttpTrigger("get", "post", Route = "leads/{leadId}")] HttpRequest req) => req.HttpContext.Abort();

    [Function("ById")]
    public static void Second([HttpTrigger("get", Route = "Leads/{id}")] HttpRequest req) => req.HttpContext.Abort();

    [Function("OtherVerb")]
    public static void Third([HttpTrigger("put", Route = "leads/{id}")] HttpRequest req) => req.HttpContext.Abort();

    [Function("Constrained")]
    public static void Fourth([HttpTrigger("get", Route = "leads/{id:int}")] HttpRequest req) => req.HttpContext.Abort();
}

public static class BadTemplate
{
    [Function("Unclosed")]
    public static void Run([HttpTrigger("get", Route = "leads/{id")] HttpRequest req) => req.HttpContext.Abort();
}

public static class BadConstraint
{
    [Function("Strange")]
    public static void Run([HttpTrigger("get", Route = "leads/{id:colour}")] HttpRequest req) => req.HttpContext.Abort();
}

public static class BadSchedule
{
    [Function("Cron")]
    public static void Cron([TimerTrigger("61 * * * * *")] TimerInfo timer) => timer.IsPastDue = true;

    [Function("Unset")]
    public static void Unset([TimerTrigger("%No:Such:Setting%")] TimerInfo timer) => timer.IsPastDue = true;
}

public static class BadShape
{
    [Function("1st")]
    public static void Name([TimerTrigger("0 0 * * * *")] TimerInfo timer) => timer.IsPastDue = true;

    [Function("NoTrigger")]
    public static void NoTrigger(TimerInfo timer) => timer.IsPastDue = true;

    [Function("Hidden")]
    internal static void Hidden([TimerTrigger("0 0 * * * *")] TimerInfo timer) => timer.IsPastDue = true;
}

public sealed class StartCheckTests
{
    [Theory]
    [InlineData(typeof(TwiceNamed), "'Same' is declared more than once")]
    [InlineData(typeof(BadTemplate), "'Unclosed'", "leads/{id")]
    [InlineData(typeof(BadConstraint), "'Strange'", "'colour'")]
    [InlineData(typeof(BadSchedule), "'Cron'", "61 * * * * *", "'Unset'", "'No:Such:Setting' is not set")]
    [InlineData(typeof(BadShape), "'1st'", "'NoTrigger'", "exactly one trigger", "'Hidden'", "must be public")]
    public void A_faulty_function_stops_the_start_by_name(Type type, params string[] told)
    {
        var fault = Assert.Throws<InvalidOperationException>(() => Builder(type).ConfigureFunctionsWebApplication().Build());
        Assert.All(told, part => Assert.Contains(part, fault.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Two_functions_of_one_route_and_verb_are_told_whatever_they_call_the_parameter()
    {
        var fault = Assert.Throws<InvalidOperationException>(() => Builder(typeof(TwiceRouted)).ConfigureFunctionsWebApplication().Build());
        Assert.Contains("'ById' and 'ByLead'", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("OtherVerb", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Constrained", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void HTTP_functions_need_the_web_application()
    {
        var fault = Assert.Throws<InvalidOperationException>(() => Builder(typeof(PlainFunctions)).Build());
        Assert.Contains("ConfigureFunctionsWebApplication", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_builder_builds_once()
    {
        var builder = Builder(typeof(PlainFunctions)).ConfigureFunctionsWebApplication();
        builder.Build();
        Assert.Throws<InvalidOperationException>(builder.Build);
    }

    [Theory]
    [InlineData("65536")]
    [InlineData("http")]
    public void A_port_is_a_number(string port)
    {
        var fault = Assert.Throws<InvalidOperationException>(() => FunctionsApplication.CreateBuilder(["--port", port], []));
        Assert.Contains(port, fault.Message, StringComparison.Ordinal);
    }

    private static FunctionsApplicationBuilder Builder(Type type) => TestApp.Builder(TestApp.NewDirectory(), [type]);
}
