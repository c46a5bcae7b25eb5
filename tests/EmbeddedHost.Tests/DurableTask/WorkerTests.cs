using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using KoSales.EmbeddedHost.DurableTask.Management;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace KoSales.EmbeddedHost.Tests.DurableTask;

public sealed record Order(int Number, string Customer);

/// <summary>An app's durable functions, written as for the official packages.</summary>
public sealed class OrderFunctions(OrderLog log)
{
    [Function("Place")]
    public static async Task<IActionResult> PlaceAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "orders/{number:int}")] HttpRequest request,
        int number,
        [DurableClient] DurableTaskClient client)
    {
        var options = new StartOrchestrationOptions($"order-{number}");
        var id = await client.ScheduleNewOrchestrationInstanceAsync(nameof(OrderFlow), new Order(number, "Asha"), options, request.HttpContext.RequestAborted);
        return new ObjectResult(client.CreateHttpManagementPayload(id)) { StatusCode = StatusCodes.Status202Accepted };
    }

    [Function(nameof(OrderFlow))]
    public static async Task<string> OrderFlow([OrchestrationTrigger] TaskOrchestrationContext context, Order order)
    {
        var number = await context.CallActivityAsync<int>(nameof(Reserve), order);
        await context.CallActivityAsync(nameof(Ping));
        context.SetCustomStatus(new { Reserved = number });
        var by = await context.WaitForExternalEvent<string>("Approved");
        return $"{context.GetInput<Order>()!.Customer}: {number}, {by}";
    }

    [Function(nameof(Reserve))]
    public int Reserve([ActivityTrigger] Order order, string instanceId, FunctionContext context)
    {
        log.Lines.Enqueue($"{context.FunctionDefinition.Name} {order.Number} for {instanceId}");
        return order.Number + 1;
    }

    [Function(nameof(Ping))]
    public static void Ping([ActivityTrigger] FunctionContext context) => ArgumentNullException.ThrowIfNull(context);
}

public sealed class OrderLog
{
    public System.Collections.Concurrent.ConcurrentQueue<string> Lines { get; } = new();
}

public sealed class WorkerTests
{
    private const string Api = "/runtime/webhooks/durabletask";

    [Fact]
    public async Task An_app_starts_an_orchestration_over_http_and_follows_it_by_the_management_addresses()
    {
        var passes = 0;
        await using var app = await StartAsync(TestApp.NewDirectory(), builder => builder.UseMiddleware(async (context, next) =>
        {
            await Task.Yield();
            if (context.FunctionDefinition.Name == nameof(OrderFunctions.OrderFlow)) Interlocked.Increment(ref passes);
            await next();
        }));

        var placed = await app.Http.PostAsync("/api/orders/4", null);
        var payload = await placed.Content.ReadFromJsonAsync<JsonObject>();
        var status = await UntilAsync(app.Http, (string)payload!["statusQueryGetUri"]!, body => body["customStatus"] is not null);
        var raised = await app.Http.PostAsJsonAsync(((string)payload["sendEventPostUri"]!).Replace("{eventName}", "Approved", StringComparison.Ordinal), "Ravi");
        var done = await UntilAsync(app.Http, (string)payload["statusQueryGetUri"]!, body => (string)body["runtimeStatus"]! == "Completed");

        Assert.Equal(HttpStatusCode.Accepted, placed.StatusCode);
        Assert.Equal("{\"Reserved\":5}", status["customStatus"]!.ToJsonString());
        Assert.Equal("Asha", (string)status["input"]!["Customer"]!);
        Assert.Equal(HttpStatusCode.Accepted, raised.StatusCode);
        Assert.Equal("Asha: 5, Ravi", (string)done["output"]!);
        Assert.Equal(["Reserve 4 for order-4"], app.Services.GetRequiredService<OrderLog>().Lines);
        Assert.True(passes >= 3, $"Middleware saw {passes} passes.");
    }

    [Fact]
    public async Task An_orchestration_goes_on_after_the_app_is_started_again()
    {
        var directory = TestApp.NewDirectory();
        await using (var app = await StartAsync(directory))
        {
            await app.Http.PostAsync("/api/orders/1", null);
            await UntilAsync(app.Http, $"{Api}/instances/order-1", body => body["customStatus"] is not null);
        }

        await using var again = await StartAsync(directory);
        await again.Http.PostAsJsonAsync($"{Api}/instances/order-1/raiseEvent/approved", "later");

        var done = await UntilAsync(again.Http, $"{Api}/instances/order-1", body => (string)body["runtimeStatus"]! == "Completed");
        Assert.Equal("Asha: 2, later", (string)done["output"]!);
        Assert.Empty(again.Services.GetRequiredService<OrderLog>().Lines);
    }

    [Fact]
    public async Task The_management_calls_answer_as_the_original_ones()
    {
        await using var app = await StartAsync(TestApp.NewDirectory());
        var started = await app.Http.PostAsJsonAsync($"{Api}/orchestrators/OrderFlow/o-1", new { Number = 8, Customer = "Meera" });
        await UntilAsync(app.Http, $"{Api}/instances/o-1", body => body["customStatus"] is not null);

        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(10), started.Headers.RetryAfter!.Delta);
        Assert.Equal(HttpStatusCode.Conflict, (await app.Http.PostAsJsonAsync($"{Api}/orchestrators/OrderFlow/o-1", 1)).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await app.Http.GetAsync($"{Api}/instances/o-1")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Http.GetAsync($"{Api}/instances/none")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Http.PostAsync($"{Api}/instances/none/raiseEvent/x", null)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Http.PostAsync($"{Api}/instances/o-1/raiseEvent/x", new StringContent("{"))).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await app.Http.PostAsync($"{Api}/instances/o-1/suspend?reason=r", null)).StatusCode);
        await UntilAsync(app.Http, $"{Api}/instances/o-1", body => (string)body["runtimeStatus"]! == "Suspended");
        Assert.Equal(HttpStatusCode.Accepted, (await app.Http.PostAsync($"{Api}/instances/o-1/resume", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await app.Http.PostAsync($"{Api}/instances/o-1/terminate?reason=enough", null)).StatusCode);
        var ended = await UntilAsync(app.Http, $"{Api}/instances/o-1", body => (string)body["runtimeStatus"]! == "Terminated");
        Assert.Equal("enough", (string)ended["output"]!);
        Assert.Equal(HttpStatusCode.Gone, (await app.Http.PostAsync($"{Api}/instances/o-1/terminate", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await app.Http.PostAsync($"{Api}/instances/o-1/restart", null)).StatusCode);
        Assert.Equal(2, (await app.Http.GetFromJsonAsync<JsonArray>($"{Api}/instances?runtimeStatus=Terminated,Running,Pending"))!.Count);
        var purged = await app.Http.DeleteFromJsonAsync<JsonObject>($"{Api}/instances/o-1");
        Assert.Equal(1, (int)purged!["instancesDeleted"]!);
        Assert.Equal(HttpStatusCode.NotFound, (await app.Http.DeleteAsync($"{Api}/instances/o-1")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await app.Http.GetAsync($"{Api}/instances?runtimeStatus=Odd")).StatusCode);
    }

    [Theory]
    [InlineData("Origin", "https://elsewhere.example")]
    [InlineData("X-Forwarded-For", "203.0.113.9")]
    [InlineData("Host", "rebound.example")]
    public async Task A_call_from_elsewhere_needs_the_system_key(string header, string value)
    {
        var directory = TestApp.NewDirectory();
        await using var app = await StartAsync(directory);
        var placed = await (await app.Http.PostAsync("/api/orders/4", null)).Content.ReadFromJsonAsync<JsonObject>();

        var without = await app.Http.SendAsync(Request($"{Api}/instances/order-4"));
        var wrong = await app.Http.SendAsync(Request($"{Api}/instances/order-4?code=guess"));
        var with = await app.Http.SendAsync(Request((string)placed!["statusQueryGetUri"]!));

        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.NotEqual(HttpStatusCode.Unauthorized, with.StatusCode);

        HttpRequestMessage Request(string uri)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, uri);
            request.Headers.TryAddWithoutValidation(header, value);
            return request;
        }
    }

    [Theory]
    [InlineData("", 0, false, false)]
    [InlineData("?showHistory=true", 5, true, false)]
    [InlineData("?showHistory=true&showHistoryOutput=true&showInput=false", 5, false, true)]
    public async Task The_status_shows_the_history_where_it_is_asked_for(string query, int entries, bool withInput, bool withOutput)
    {
        await using var app = await StartAsync(TestApp.NewDirectory());
        await app.Http.PostAsync("/api/orders/4", null);
        await UntilAsync(app.Http, $"{Api}/instances/order-4", body => body["customStatus"] is not null);
        await app.Http.PostAsJsonAsync($"{Api}/instances/order-4/raiseEvent/Approved", "Ravi");
        await UntilAsync(app.Http, $"{Api}/instances/order-4", body => (string?)body["runtimeStatus"] == "Completed");

        var history = (await UntilAsync(app.Http, $"{Api}/instances/order-4{query}", _ => true))["historyEvents"]?.AsArray() ?? [];

        Assert.Equal(entries, history.Count);
        if (entries == 0) return;
        Assert.Equal(["ExecutionStarted", "TaskCompleted", "TaskCompleted", "EventRaised", "ExecutionCompleted"], history.Select(e => (string?)e!["EventType"]));
        Assert.Equal(("Reserve", withOutput ? 5 : null), ((string?)history[1]!["FunctionName"], (int?)history[1]!["Result"]));
        Assert.Equal(withInput ? "Ravi" : null, (string?)history[3]!["Input"]);
        Assert.Equal("Completed", (string?)history[4]!["OrchestrationStatus"]);
        Assert.Equal(history.Select(e => (DateTime)e!["Timestamp"]!).Order(), history.Select(e => (DateTime)e!["Timestamp"]!));
    }

    [Fact]
    public async Task A_history_shows_what_still_runs_and_what_has_failed()
    {
        await using var rig = await EngineRig.StartAsync(functions => functions
            .Activity<int>("Break", _ => throw new InvalidOperationException("no stock"))
            .Orchestrator("Flow", async context =>
            {
                try
                {
                    await context.CallActivityAsync("Break");
                }
                catch (TaskFailedException)
                {
                    context.SetCustomStatus("failed once");
                }

                var sub = context.CallSubOrchestratorAsync("Sub", options: new SubOrchestrationOptions(instanceId: "sub"));
                await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                await sub;
            })
            .Orchestrator("Sub", context => context.WaitForExternalEvent<string>("never")));
        await rig.StartAsync("Flow", id: "flow");
        await rig.UntilAsync("flow", instance => instance.SerializedCustomStatus is not null);
        rig.Time.Advance(TimeSpan.FromHours(2));
        JsonArray history = [];
        await rig.UntilAsync("flow", _ => (history = new HistoryJson(rig.Engine.Reader.State("flow")!, true, true).Write()).Count == 5);

        Assert.Equal(
            ["ExecutionStarted", "TaskFailed", "SubOrchestrationInstanceCreated", "TimerCreated", "TimerFired"], history.Select(e => (string?)e!["EventType"]));
        Assert.Equal(("Break", "no stock"), ((string?)history[1]!["FunctionName"], (string?)history[1]!["Reason"]));
        Assert.Equal("sub", (string?)history[2]!["InstanceId"]);
        Assert.Equal((string?)history[3]!["FireAt"], (string?)history[4]!["FireAt"]);
    }

    [Fact]
    public async Task Payloads_follow_the_workers_serializer()
    {
        await using var app = await StartAsync(TestApp.NewDirectory(), builder => builder.Services.Configure<JsonSerializerOptions>(json =>
            json.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower));
        await app.Http.PostAsync("/api/orders/4", null);

        var status = await UntilAsync(app.Http, $"{Api}/instances/order-4", body => body["customStatus"] is not null);

        Assert.Equal("{\"reserved\":5}", status["customStatus"]!.ToJsonString());
        Assert.Equal("Asha", (string)status["input"]!["customer"]!);
    }

    private static Task<TestApp> StartAsync(string directory, Action<Microsoft.Azure.Functions.Worker.Builder.FunctionsApplicationBuilder>? configure = null) =>
        TestApp.StartAsync(
            [typeof(OrderFunctions)],
            builder =>
            {
                builder.Services.AddSingleton<OrderLog>();
                configure?.Invoke(builder);
            },
            directory);

    private static async Task<JsonObject> UntilAsync(HttpClient http, string uri, Func<JsonObject, bool> condition)
    {
        for (var i = 0; i < 1_500; i++)
        {
            var response = await http.GetAsync(uri);
            if (response.IsSuccessStatusCode && await response.Content.ReadFromJsonAsync<JsonObject>() is { } body && condition(body)) return body;
            await Task.Delay(20);
        }

        throw new TimeoutException($"{uri} did not become what was expected.");
    }
}
