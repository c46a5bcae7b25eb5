using KoSales.LocalHost.Tests.Apps;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.LocalHost.Tests.Hosting;

public sealed class TwiceRouted
{
    [Function("ByLead")]
    public void First([HttpTrigger("get", "post", Route = "leads/{leadId}")] HttpRequest req) =>
        req.HttpContext.Abort();

    [Function("ById")]
    public void Second([HttpTrigger("get", Route = "Leads/{id}")] HttpRequest req) =>
        req.HttpContext.Abort();

    [Function("OtherVerb")]
    public void Third([HttpTrigger("put", Route = "leads/{id}")] HttpRequest req) =>
        req.HttpContext.Abort();

    [Function("Constrained")]
    public void Fourth([HttpTrigger("get", Route = "leads/{id:int}")] HttpRequest req) =>
        req.HttpContext.Abort();
}

public sealed class BadConstraint
{
    [Function("Strange")]
    public void Run([HttpTrigger("get", Route = "leads/{id:colour}")] HttpRequest req) =>
        req.HttpContext.Abort();
}

public sealed class BadTemplate
{
    [Function("Unclosed")]
    public void Run([HttpTrigger("get", Route = "leads/{id")] HttpRequest req) =>
        req.HttpContext.Abort();
}

public sealed class BadSchedule
{
    [Function("Cron")]
    public void Cron([TimerTrigger("61 * * * * *")] TimerInfo timer) => timer.IsPastDue = true;

    [Function("Unset")]
    public void Unset([TimerTrigger("%No:Such:Setting%")] TimerInfo timer) =>
        timer.IsPastDue = true;
}

public abstract class StartCheckTests(Way way)
{
    [Theory]
    [InlineData(typeof(BadConstraint), "'Strange'", "'colour'")]
    [InlineData(typeof(BadTemplate), "'Unclosed'")]
    [InlineData(
        typeof(BadSchedule),
        "'Cron'",
        "61 * * * * *",
        "'Unset'",
        "'No:Such:Setting' is not set"
    )]
    public async Task A_faulty_function_stops_the_start_by_name(Type type, params string[] told)
    {
        var fault = await Assert.ThrowsAsync<StartException>(new AppPlan(way, type).StartAsync);

        Assert.All(told, part => Assert.Contains(part, fault.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_functions_of_one_route_and_verb_are_told_whatever_they_call_the_parameter()
    {
        var fault = await Assert.ThrowsAsync<StartException>(
            new AppPlan(way, typeof(TwiceRouted)).StartAsync
        );

        Assert.Contains("'ByLead' and 'ById'", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("OtherVerb", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Constrained", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disabled_function_does_not_exist_and_is_not_checked()
    {
        var plan = new AppPlan(way, typeof(TwiceRouted))
        {
            Configure = b => b.Configuration["AzureWebJobs.ById.Disabled"] = "true",
        };

        await using var app = await plan.StartAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => app.Http.GetAsync("api/leads/a"));
    }
}

public sealed class StartChecksInProcess() : StartCheckTests(Way.InProcess);

public sealed class StartChecksOverGrpc() : StartCheckTests(Way.Grpc);
