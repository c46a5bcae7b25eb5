using Grpc.Core;
using KoSales.LocalHost.DurableTask.Dispatch;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using AlreadyExistsException = DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException;

namespace KoSales.LocalHost.Tests.DurableTask;

/// <summary>
/// The engine in a process of its own, by the real clock, with flows that fan out, sleep, exchange events,
/// call others and begin afresh. Started again on the
/// same file it does all over what a client would do again, and ends when every flow has.
/// </summary>
internal static class HubProcess
{
    public const string Open = "open";

    /// <summary>What flow <paramref name="n"/> comes to.</summary>
    public static string Expected(int n) =>
        $"\"{n}: sum {(5 * n) + 10}, child {n + 1}, word {n}, round 3\"";

    public static async Task RunAsync(string path, int instances)
    {
        var functions = Declare(new LambdaFunctions());
        await using var engine = new DurableEngine(
            new EngineOptions(path),
            functions,
            TimeProvider.System,
            NullLoggerFactory.Instance
        );
        await using var client = EngineRig.NewClient(engine, TimeProvider.System);
        await engine.StartAsync();
        Console.WriteLine(Open);
        await Task.WhenAll(Enumerable.Range(0, instances).Select(n => DriveAsync(client, n)));
        for (var n = 0; n < instances; n++)
            Console.WriteLine(
                (
                    await client.GetInstanceAsync($"flow-{n}", getInputsAndOutputs: true)
                )!.SerializedOutput
            );
        Console.WriteLine($"left {await HubFile.LeftAsync(path)}");
    }

    private static async Task DriveAsync(DurableTaskClient client, int n)
    {
        var options = new StartOrchestrationOptions($"flow-{n}").WithDedupeStatuses([
            .. StartOrchestrationOptionsExtensions.ValidDedupeStatuses,
        ]);
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync("Flow", new Leg(n, 1, ""), options);
        }
        catch (AlreadyExistsException)
        {
            // An earlier process had started it.
        }

        await RaiseAsync(client, n);
        await client.WaitForInstanceCompletionAsync($"flow-{n}");
    }

    private static async Task RaiseAsync(DurableTaskClient client, int n)
    {
        try
        {
            await client.RaiseEventAsync($"flow-{n}", "word", n);
        }
        catch (RpcException ended) when (ended.StatusCode == StatusCode.FailedPrecondition)
        {
            // An earlier process had raised it.
        }
    }

    private static LambdaFunctions Declare(LambdaFunctions functions) =>
        functions
            .AsyncActivity<int>(
                "Add",
                async n =>
                {
                    await Task.Delay(n % 7);
                    return n;
                }
            )
            .Orchestrator<int>(
                "Child",
                async (context, n) =>
                {
                    await context.CreateTimer(
                        TimeSpan.FromMilliseconds(20),
                        CancellationToken.None
                    );
                    return 1 + await context.CallActivityAsync<int>("Add", n);
                }
            )
            .Orchestrator<Leg>("Flow", (context, leg) => RunFlowAsync(context, leg!));

    private static async Task<object?> RunFlowAsync(TaskOrchestrationContext context, Leg leg)
    {
        if (leg.Round == 3)
            return $"{leg.Result}, round 3";
        if (leg.Round == 2)
        {
            context.ContinueAsNew(
                leg with
                {
                    Round = 3,
                    Result =
                        $"{leg.Result}, word {await context.WaitForExternalEvent<int>("word")}",
                }
            );
            return null;
        }

        var sum = (
            await Task.WhenAll(
                Enumerable.Range(0, 5).Select(i => context.CallActivityAsync<int>("Add", leg.N + i))
            )
        ).Sum();
        await context.CreateTimer(TimeSpan.FromMilliseconds(30), CancellationToken.None);
        var child = await context.CallSubOrchestratorAsync<int>(
            "Child",
            leg.N,
            new SubOrchestrationOptions(instanceId: $"child-{leg.N}")
        );
        context.ContinueAsNew(
            leg with
            {
                Round = 2,
                Result = $"{leg.N}: sum {sum}, child {child}",
            }
        );
        return null;
    }

    private sealed record Leg(int N, int Round, string Result);
}
