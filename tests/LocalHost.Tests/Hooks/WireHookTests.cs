using System.Collections.Concurrent;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using KoSales.LocalHost.Protocol;
using KoSales.LocalHost.Tests.Apps;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using P = Microsoft.DurableTask.Protobuf;

namespace KoSales.LocalHost.Tests.Hooks;

public sealed class HookFunctions
{
    public static ConcurrentQueue<TimerInfo> Timers { get; } = new();

    [Function("Invocation")]
    public IActionResult Invocation(
        [HttpTrigger("get", "put", Route = "invocation/{x:int}")] HttpRequest req,
        FunctionContext context
    ) => new OkObjectResult($"{context.InvocationId == req.Headers["x-ms-invocation-id"]}");

    [Function("Clients")]
    public IActionResult Clients(
        [HttpTrigger("get", Route = "clients")] HttpRequest req,
        [DurableClient] DurableTaskClient first,
        [DurableClient(TaskHub = "other")] DurableTaskClient second
    ) => new OkObjectResult($"{first?.GetType().Name} {second?.GetType().Name}");

    [Function(nameof(HookFlow))]
    public static Task<int> HookFlow(
        [OrchestrationTrigger] TaskOrchestrationContext context,
        int n
    ) => context.CallActivityAsync<int>(nameof(HookStep), n);

    [Function(nameof(HookStep))]
    public int HookStep([ActivityTrigger] int n, string instanceId) =>
        n < 0 ? throw new FormatException($"{instanceId} is negative") : n + instanceId.Length;

    [Function(nameof(HookTimer))]
    public void HookTimer(
        [TimerTrigger("0 0 0 1 1 *", RunOnStartup = false, UseMonitor = false)] TimerInfo timer
    ) => Timers.Enqueue(timer);
}

/// <summary>
/// The forms in which the worker and its extensions take and give what passes between the halves, one test
/// for each: an update that changes one is told here
/// by a sentence.
/// </summary>
public abstract class WireHookTests(AppFixture app)
{
    [Fact]
    public async Task A_request_belongs_to_the_invocation_that_its_header_names()
    {
        var answer = await app.Http.GetStringAsync("api/invocation/1");

        Assert.True(
            answer == "True",
            "The ASP.NET Core integration no longer finds a request's invocation by x-ms-invocation-id: see HttpFront."
        );
    }

    [Fact]
    public async Task A_caller_cannot_name_the_invocation()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "api/invocation/1");
        request.Headers.Add("x-ms-invocation-id", "somebody-else-s");

        var response = await app.Http.SendAsync(request);

        Assert.Equal("True", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public void The_worker_s_endpoints_are_in_the_container_with_their_functions_names()
    {
        var endpoints = app
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>();

        var found = endpoints.FirstOrDefault(e => e.DisplayName == "Invocation");

        Assert.True(
            found is not null,
            "The worker's endpoints no longer bear the names of their functions: see FunctionEndpoints."
        );
        Assert.Equal("api/invocation/{x:int}", found.RoutePattern.RawText);
        Assert.Equal(
            ["GET", "PUT"],
            found
                .Metadata.GetRequiredMetadata<HttpMethodMetadata>()
                .HttpMethods.Select(m => m.ToUpperInvariant())
                .Order()
        );
    }

    [Fact]
    public async Task Every_durable_client_parameter_is_filled()
    {
        var answer = await app.Http.GetStringAsync("api/clients");

        Assert.True(
            answer == "GrpcDurableTaskClient GrpcDurableTaskClient",
            $"[DurableClient] parameters are filled with '{answer}': the extension binds them in another way now, see DurableClientBinding."
        );
    }

    [Fact]
    public async Task An_orchestrator_takes_its_request_and_gives_its_response_as_base64()
    {
        var request = new P.OrchestratorRequest { InstanceId = "it", ExecutionId = "e" };
        var start = new P.ExecutionStartedEvent
        {
            Name = "HookFlow",
            Input = "7",
            OrchestrationInstance = new() { InstanceId = "it", ExecutionId = "e" },
        };
        request.NewEvents.Add(
            new P.HistoryEvent
            {
                EventId = -1,
                Timestamp = Now,
                OrchestratorStarted = new(),
            }
        );
        request.NewEvents.Add(
            new P.HistoryEvent
            {
                EventId = -1,
                Timestamp = Now,
                ExecutionStarted = start,
            }
        );

        var answer = await InvokeAsync(
            "HookFlow",
            new TypedData { String = request.ToByteString().ToBase64() }
        );

        Assert.True(
            IsSuccess(answer),
            $"The orchestration trigger takes its request in another form now, see SessionTasks: {Why(answer)}"
        );
        var response = P.OrchestratorResponse.Parser.ParseFrom(
            Convert.FromBase64String(answer.ReturnValue.String)
        );
        var task = Assert.Single(response.Actions).ScheduleTask;
        Assert.True(
            task?.Input == "[7]",
            $"An activity's input is '{task?.Input}' and no longer an array of one, see WireActions."
        );
    }

    [Fact]
    public async Task An_activity_takes_JSON_and_the_instance_s_id_and_gives_JSON()
    {
        var answer = await InvokeAsync("HookStep", new TypedData { Json = "7" });

        Assert.True(
            IsSuccess(answer),
            $"The activity trigger takes its input in another form now, see SessionTasks: {Why(answer)}"
        );
        Assert.True(
            answer.ReturnValue.Json == "9",
            $"An activity's result is {answer.ReturnValue} now, see SessionTasks."
        );
    }

    [Fact]
    public async Task An_activity_s_failure_is_JSON_in_the_exception_s_message()
    {
        var answer = await InvokeAsync("HookStep", new TypedData { Json = "-1" });

        var details = JsonDocument.Parse(answer.Result.Exception.Message).RootElement;

        Assert.True(
            details.TryGetProperty("errorType", out var type)
                && type.GetString() == "System.FormatException",
            $"An activity's failure has another form now, see SessionTasks: {details}"
        );
        Assert.Equal("it is negative", details.GetProperty("errorMessage").GetString());
    }

    [Fact]
    public async Task A_timer_takes_its_status_as_JSON()
    {
        const string data = """
            {"Schedule":{"AdjustForDST":true},"ScheduleStatus":{"Last":"2026-01-05T10:00:00Z",
            "Next":"2026-01-05T11:00:00Z","LastUpdated":"2026-01-05T10:00:00Z"},"IsPastDue":true}
            """;
        HookFunctions.Timers.Clear();

        var answer = await InvokeAsync("HookTimer", new TypedData { Json = data });

        Assert.True(
            IsSuccess(answer),
            $"The timer trigger takes its data in another form now, see TimerLoop: {Why(answer)}"
        );
        var timer = Assert.Single(HookFunctions.Timers);
        Assert.True(
            timer.IsPastDue && timer.ScheduleStatus?.Next.Hour == 11,
            "The timer trigger reads its data in another way now, see TimerLoop."
        );
    }

    [Fact]
    public async Task The_worker_describes_triggers_by_the_members_that_the_host_reads()
    {
        var functions = await app.Services.GetRequiredService<WorkerSession>().Loaded;

        var timer = functions.Find("HookTimer", TriggerKind.Timer)!;
        Assert.True(
            timer.Setting("schedule") == "0 0 0 1 1 *"
                && !timer.Setting("runOnStartup", otherwise: true)
                && !timer.Setting("useMonitor", otherwise: true),
            $"A timer is described by {timer.Trigger} now, see TimerFunctions."
        );
        var http = functions.Find("Invocation", TriggerKind.Http)!;
        Assert.True(
            http.Setting("route") == "invocation/{x:int}",
            $"A route is described by {http.Trigger} now, see FunctionEndpoints."
        );
    }

    private static Timestamp Now =>
        Timestamp.FromDateTime(new DateTime(2026, 1, 5, 10, 0, 0, DateTimeKind.Utc));

    private async Task<InvocationResponse> InvokeAsync(string name, TypedData input)
    {
        var invocations = app.Services.GetRequiredService<Invocations>();
        var function = (await app.Services.GetRequiredService<WorkerSession>().Loaded).Find(name)!;
        var request = invocations.Prepare(function);
        request.InputData.Add(new ParameterBinding { Name = function.TriggerName, Data = input });
        request.TriggerMetadata["instanceId"] = new TypedData { String = "it" };
        return await invocations.RunAsync(request);
    }

    private static bool IsSuccess(InvocationResponse answer) =>
        answer.Result.Status == StatusResult.Types.Status.Success;

    private static string? Why(InvocationResponse answer) => answer.Result.Exception?.Message;
}

[Collection("Wire hooks")]
public sealed class WireHooksInProcess(InProcess<HookFunctions> app)
    : WireHookTests(app),
        IClassFixture<InProcess<HookFunctions>>;

[Collection("Wire hooks")]
public sealed class WireHooksOverGrpc(OverGrpc<HookFunctions> app)
    : WireHookTests(app),
        IClassFixture<OverGrpc<HookFunctions>>;
