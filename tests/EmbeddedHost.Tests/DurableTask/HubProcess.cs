using KoSales.EmbeddedHost.DurableTask.Client;
using KoSales.EmbeddedHost.DurableTask.Dispatch;
using KoSales.EmbeddedHost.DurableTask.Replay;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging.Abstractions;
using AlreadyExistsException = DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException;

namespace KoSales.EmbeddedHost.Tests.DurableTask;

/// <summary>
/// The engine in a process of its own, by the real clock, with flows that fan out, sleep, exchange events, call others and begin afresh. Started again on the
/// same file it does all over what a client would do again, and ends when every flow has.
/// </summary>
internal static class HubProcess
{
    public const string Open = "open";

    /// <summary>What flow <paramref name="n"/> comes to.</summary>
    public static string Expected(int n) => $"\"{n}: sum {(5 * n) + 10}, child {n + 1}, word {n}, round 3\"";

    public static async Task RunAsync(string path, int instances)
    {
        var functions = Declare(new LambdaFunctions());
        var settings = new ReplaySettings(JsonDataConverter.Default, NullLoggerFactory.Instance, TimeSpan.FromDays(3));
        await using var engine = new DurableEngine(new EngineOptions(path) { HubName = "TestHub" }, functions, settings, TimeProvider.System);
        await using var client = new HubClient("TestHub", engine, JsonDataConverter.Default, TimeProvider.System);
        await engine.StartAsync();
        Console.WriteLine(Open);
        await Task.WhenAll(Enumerable.Range(0, instances).Select(n => DriveAsync(client, n)));
        for (var n = 0; n < instances; n++) Console.WriteLine((await client.GetInstanceAsync($"flow-{n}", getInputsAndOutputs: true))!.SerializedOutput);
        Console.WriteLine($"left {await HubFile.LeftAsync(path)}");
    }

    private static async Task DriveAsync(HubClient client, int n)
    {
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                "Flow", new Leg(n, 1, ""), new StartOrchestrationOptions($"flow-{n}").WithDedupeStatuses(Enum.GetValues<OrchestrationRuntimeStatus>().Except([OrchestrationRuntimeStatus.ContinuedAsNew]).ToArray()));
        }
        catch (AlreadyExistsException)
        {
            // An earlier process had started it.
        }

        await client.RaiseEventAsync($"flow-{n}", "word", n);
        await client.WaitForInstanceCompletionAsync($"flow-{n}");
    }

    private static LambdaFunctions Declare(LambdaFunctions functions) => functions
        .AsyncActivity<int>("Add", async n =>
        {
            await Task.Delay(n % 7);
            return n;
        })
        .Orchestrator("Child", async context =>
        {
            await context.CreateTimer(TimeSpan.FromMilliseconds(20), CancellationToken.None);
            return 1 + await context.CallActivityAsync<int>("Add", context.GetInput<int>());
        })
        .Orchestrator("Flow", RunFlowAsync);

    private static async Task<object?> RunFlowAsync(TaskOrchestrationContext context)
    {
        var leg = context.GetInput<Leg>()!;
        if (leg.Round == 3) return $"{leg.Result}, round 3";
        if (leg.Round == 2)
        {
            context.ContinueAsNew(leg with { Round = 3, Result = $"{leg.Result}, word {await context.WaitForExternalEvent<int>("word")}" });
            return null;
        }

        var sum = (await Task.WhenAll(Enumerable.Range(0, 5).Select(i => context.CallActivityAsync<int>("Add", leg.N + i)))).Sum();
        await context.CreateTimer(TimeSpan.FromMilliseconds(30), CancellationToken.None);
        var child = await context.CallSubOrchestratorAsync<int>("Child", leg.N, new SubOrchestrationOptions(instanceId: $"child-{leg.N}"));
        context.ContinueAsNew(leg with { Round = 2, Result = $"{leg.N}: sum {sum}, child {child}" });
        return null;
    }

    private sealed record Leg(int N, int Round, string Result);
}
