using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using KoSales.LocalHost.Tests.Apps;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace KoSales.LocalHost.Tests.DurableTask;

/// <summary>Orchestrations of an app, from the official attributes to the hub's file and back.</summary>
public abstract class DurableAppTests(Way way) : DurableAppSuite(way)
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task An_app_starts_an_orchestration_over_http_with_its_middleware_around_each_pass()
    {
        var passes = 0;
        await using var app = await StartAsync(builder =>
            builder.UseMiddleware(
                async (context, next) =>
                {
                    await Task.Yield();
                    if (context.FunctionDefinition.Name == nameof(OrderFunctions.OrderFlow))
                        Interlocked.Increment(ref passes);
                    await next();
                }
            )
        );

        var placed = await app.Http.PostAsync("/api/orders/4", null);
        var waiting = await UntilAsync(
            app.Http,
            $"{Api}/instances/order-4",
            body => body["customStatus"] is not null
        );
        await app.Http.PostAsJsonAsync($"{Api}/instances/order-4/raiseEvent/Approved", "Ravi");
        var done = await UntilAsync(app.Http, $"{Api}/instances/order-4", IsCompleted);

        Assert.Equal(HttpStatusCode.Accepted, placed.StatusCode);
        Assert.Equal("""{"Reserved":5}""", waiting["customStatus"]!.ToJsonString());
        Assert.Equal("Asha", (string)waiting["input"]!["Customer"]!);
        Assert.Equal("Asha: 5, Ravi", (string)done["output"]!);
        Assert.Equal(["Reserve 4 for order-4"], app.Services.GetRequiredService<OrderLog>().Lines);
        Assert.True(passes >= 3, $"Middleware saw {passes} passes.");
    }

    [Fact]
    public async Task A_started_orchestration_is_answered_with_the_addresses_to_follow_it_by()
    {
        await using var app = await StartAsync();

        var started = await app.Http.PostAsJsonAsync(
            $"{Api}/orchestrators/OrderFlow",
            new Order(8, "Meera")
        );
        var addresses = (await started.Content.ReadFromJsonAsync<JsonObject>())!;
        await UntilAsync(
            app.Http,
            (string)addresses["statusQueryGetUri"]!,
            body => body["customStatus"] is not null
        );
        var raised = await app.Http.PostAsJsonAsync(
            ((string)addresses["sendEventPostUri"]!).Replace(
                "{eventName}",
                "Approved",
                StringComparison.Ordinal
            ),
            "Ravi"
        );
        var done = await UntilAsync(app.Http, (string)addresses["statusQueryGetUri"]!, IsCompleted);
        var purged = await app.Http.DeleteAsync((string)addresses["purgeHistoryDeleteUri"]!);

        Assert.Equal((string)addresses["statusQueryGetUri"]!, started.Headers.Location!.ToString());
        Assert.Equal(
            (HttpStatusCode.Accepted, HttpStatusCode.OK),
            (raised.StatusCode, purged.StatusCode)
        );
        Assert.Equal("Meera: 9, Ravi", (string)done["output"]!);
    }

    [Fact]
    public async Task An_orchestration_goes_on_after_the_app_is_started_again()
    {
        var directory = AppPlan.NewDirectory();
        await using (var app = await StartAsync(directory: directory))
        {
            await app.Http.PostAsync("/api/orders/1", null);
            await UntilAsync(
                app.Http,
                $"{Api}/instances/order-1",
                body => body["customStatus"] is not null
            );
        }

        await using var again = await StartAsync(directory: directory);
        await again.Http.PostAsJsonAsync($"{Api}/instances/order-1/raiseEvent/approved", "later");

        var done = await UntilAsync(again.Http, $"{Api}/instances/order-1", IsCompleted);
        Assert.Equal("Asha: 2, later", (string)done["output"]!);
        Assert.Empty(again.Services.GetRequiredService<OrderLog>().Lines);
    }

    [Fact]
    public async Task Payloads_follow_the_workers_serializer()
    {
        await using var app = await StartAsync(builder =>
            builder.Services.Configure<JsonSerializerOptions>(json =>
                json.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower
            )
        );
        await app.Http.PostAsync("/api/orders/4", null);

        var status = await UntilAsync(
            app.Http,
            $"{Api}/instances/order-4",
            body => body["customStatus"] is not null
        );

        Assert.Equal("{\"reserved\":5}", status["customStatus"]!.ToJsonString());
        Assert.Equal("Asha", (string)status["input"]!["customer"]!);
    }

    [Fact]
    public async Task An_activity_s_failure_reaches_the_orchestrator_with_its_type_and_cause()
    {
        await using var app = await StartAsync();

        var done = await RunAsync(app, "BreakFlow");

        Assert.Equal(
            "Spoil: System.InvalidOperationException no stock < System.TimeoutException",
            (string)done["output"]!
        );
    }

    [Theory]
    [InlineData(10)]
    [InlineData(2_000)]
    [InlineData(6_000_000)]
    public async Task Payloads_of_any_size_pass(int length)
    {
        await using var app = await StartAsync();
        var text = new string('x', length);

        await app.Http.PostAsJsonAsync($"{Api}/orchestrators/EchoFlow/it", text);

        Assert.Equal(
            text,
            (string)
                (await UntilAsync(app.Http, $"{Api}/instances/it?showInput=false", HasEnded))[
                    "output"
                ]!
        );
    }

    [Fact]
    public async Task Awaiting_what_is_not_durable_fails_the_instance()
    {
        await using var app = await StartAsync();

        var failed = await RunAsync(app, "LeaveFlow");

        Assert.Equal("Failed", (string)failed["runtimeStatus"]!);
        Assert.StartsWith(
            "An invalid asynchronous invocation was detected",
            (string)failed["output"]!,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Asking_for_what_this_host_does_not_have_fails_the_instance()
    {
        await using var app = await StartAsync();

        Assert.Equal("Failed", (string)(await RunAsync(app, "EntityFlow"))["runtimeStatus"]!);
    }

    [Fact]
    public async Task Middleware_that_fails_around_an_orchestrator_fails_the_instance()
    {
        await using var app = await StartAsync(builder =>
            builder.UseMiddleware(
                (context, next) =>
                    context.FunctionDefinition.Name == "BreakFlow"
                        ? throw new FormatException("not today")
                        : next()
            )
        );

        var failed = await RunAsync(app, "BreakFlow");

        Assert.Equal(
            ("Failed", "not today"),
            ((string)failed["runtimeStatus"]!, (string)failed["output"]!)
        );
    }

    [Fact]
    public async Task An_activity_that_a_stop_cancels_runs_again_after_the_next_start()
    {
        var directory = AppPlan.NewDirectory();
        await CutOffAsync(_ => { }, directory);

        await using var again = await StartAsync(directory: directory);
        again.Services.GetRequiredService<OrderLog>().Gate.Open.SetResult();

        Assert.Equal(
            "held",
            (string)(await UntilAsync(again.Http, $"{Api}/instances/held", HasEnded))["output"]!
        );
        Assert.Equal(["hold"], again.Services.GetRequiredService<OrderLog>().Lines);
    }

    [Fact]
    public async Task A_pass_that_a_stop_cancels_is_made_again_after_the_next_start()
    {
        var directory = AppPlan.NewDirectory();
        await CutOffAsync(builder => builder.UseMiddleware(HoldPassAsync), directory);

        await using var again = await StartAsync(directory: directory);
        again.Services.GetRequiredService<OrderLog>().Gate.Open.SetResult();

        Assert.Equal(
            "held",
            (string)(await UntilAsync(again.Http, $"{Api}/instances/held", HasEnded))["output"]!
        );

        static async Task HoldPassAsync(FunctionContext context, Func<Task> next)
        {
            if (context.FunctionDefinition.Name == "HeldFlow")
                await context
                    .InstanceServices.GetRequiredService<OrderLog>()
                    .Gate.PassAsync(context.CancellationToken);
            await next();
        }
    }

    /// <summary>Starts a flow, and stops the app without letting go of what holds the flow.</summary>
    private async Task CutOffAsync(Action<FunctionsApplicationBuilder> configure, string directory)
    {
        var time = new ManualTime(DateTimeOffset.UtcNow);
        await using var app = await StartAsync(
            builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(time);
                configure(builder);
            },
            directory
        );
        var gate = app.Services.GetRequiredService<OrderLog>().Gate;
        await app.Http.PostAsync($"{Api}/orchestrators/HeldFlow/held", null);
        await gate.Entered.Task.WaitAsync(_deadline);

        var stop = app.Host.StopAsync();
        var lifetime = app.Services.GetRequiredService<IHostApplicationLifetime>();
        await Eventually.HoldsAsync(
            () => lifetime.ApplicationStopping.IsCancellationRequested,
            "the stop"
        );
        time.Advance(TimeSpan.FromSeconds(30));

        await gate.Cancelled.Task.WaitAsync(_deadline);
        await stop.WaitAsync(_deadline);
    }
}

public sealed class DurableAppInProcess() : DurableAppTests(Way.InProcess);

public sealed class DurableAppOverGrpc() : DurableAppTests(Way.Grpc);
