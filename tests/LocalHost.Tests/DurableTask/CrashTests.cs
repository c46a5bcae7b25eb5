using System.Collections.Concurrent;
using KoSales.LocalHost.DurableTask.Hub;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using AlreadyExistsException = DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException;

namespace KoSales.LocalHost.Tests.DurableTask;

/// <summary>Stops the hub at every commit of a flow that uses everything, and compares what comes out with
/// the run that nothing befell.</summary>
public sealed class CrashTests
{
    private const string Expected = "\"sum 10, child 7, event go, round 2\"";

    [Theory]
    [InlineData((int)HubPoint.BeforeCommit)]
    [InlineData((int)HubPoint.AfterCommit)]
    public async Task A_crash_at_any_commit_changes_nothing_in_the_end(int point)
    {
        for (var commit = 1; ; commit++)
        {
            var (crashed, output, effects, left) = await RunAsync((HubPoint)point, commit);

            Assert.Equal(Expected, output);
            Assert.Equal(["add 1", "add 2", "add 3", "add 4", "double"], effects.Order());
            Assert.Equal(0, left);
            if (!crashed)
                break;
            Assert.True(commit < 200, "The flow does not come to an end.");
        }
    }

    [Fact]
    public async Task An_activity_that_a_crash_interrupts_runs_again()
    {
        var (first, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var rig = await FlowOf(async n =>
        {
            first.TrySetResult();
            await release.Task;
            return n;
        });
        var id = await rig.StartAsync("Flow");
        await first.Task;

        await rig.CrashAndRestartAsync();
        release.SetResult();

        Assert.Equal(5, (await rig.EndAsync(id)).ReadOutputAs<int>());
        Assert.Equal(2, rig.Functions.Runs["Slow"]);
    }

    [Fact]
    public async Task A_graceful_stop_waits_for_the_running_activity_and_keeps_its_result()
    {
        var (first, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var rig = await FlowOf(async n =>
        {
            first.TrySetResult();
            await release.Task;
            return n;
        });
        var id = await rig.StartAsync("Flow");
        await first.Task;

        var stop = rig.Engine.StopAsync(CancellationToken.None);
        Assert.False(stop.IsCompleted);
        release.SetResult();
        await stop;
        await rig.OpenAsync();

        Assert.Equal(5, (await rig.EndAsync(id)).ReadOutputAs<int>());
        Assert.Equal(1, rig.Functions.Runs["Slow"]);
    }

    [Fact]
    public async Task An_activity_that_gives_way_to_a_stop_has_not_failed_but_runs_again()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stopping = new CancellationTokenSource();
        await using var rig = await FlowOf(async n =>
        {
            if (!entered.TrySetResult())
                return n;
            await Task.Delay(Timeout.Infinite, stopping.Token);
            return n;
        });
        var id = await rig.StartAsync("Flow");
        await entered.Task;

        var stop = rig.Engine.StopAsync(CancellationToken.None);
        await stopping.CancelAsync();
        await stop;
        await rig.OpenAsync();

        Assert.Equal(5, (await rig.EndAsync(id)).ReadOutputAs<int>());
        Assert.Equal(2, rig.Functions.Runs["Slow"]);
    }

    [Fact]
    public async Task While_another_process_locks_the_file_calls_wait_and_then_succeed()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions.Orchestrator("Quick", _ => Task.CompletedTask)
        );
        Task<string> start;
        using (var other = new HubConnection(rig.HubPath, cacheKilobytes: 100))
        {
            other.Execute("BEGIN IMMEDIATE");
            start = rig.StartAsync("Quick", id: "q");
            Assert.Null(await rig.Client.GetInstanceAsync("q"));
            Assert.False(start.IsCompleted);
        }

        Assert.Equal("q", await start);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await rig.EndAsync("q")).RuntimeStatus);
    }

    /// <summary>A flow of one activity.</summary>
    private static Task<EngineRig> FlowOf(Func<int, Task<object?>> slow) =>
        EngineRig.StartAsync(functions =>
            functions
                .AsyncActivity<int>("Slow", slow)
                .Orchestrator(
                    "Flow",
                    async context => await context.CallActivityAsync<int>("Slow", 5)
                )
        );

    private static async Task<(
        bool Crashed,
        string? Output,
        IEnumerable<string> Effects,
        int Left
    )> RunAsync(HubPoint at, int commit)
    {
        var effects = new ConcurrentDictionary<string, bool>();
        var crash = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var commits = 0;
        await using var rig = new EngineRig
        {
            Fault = (point, _) =>
            {
                if (point != at || ++commits != commit)
                    return;
                crash.TrySetResult();
                throw new SimulatedCrashException();
            },
        };
        Declare(rig.Functions, effects);
        var first = DriveAsync(rig, open: true);
        var crashed = await Task.WhenAny(first, crash.Task) == crash.Task;
        rig.Fault = null;
        if (crashed)
            await rig.CrashAndRestartAsync();

        var ended = crashed ? await DriveAsync(rig, open: false) : await first;
        return (
            crashed,
            ended.SerializedOutput,
            effects.Keys,
            await HubFile.LeftAsync(rig.HubPath)
        );
    }

    /// <summary>What a client would do, and do again after a failure.</summary>
    private static async Task<OrchestrationMetadata> DriveAsync(EngineRig rig, bool open)
    {
        if (open)
            await rig.OpenAsync();
        try
        {
            await rig.StartAsync("Main", id: "main");
        }
        catch (AlreadyExistsException)
        {
            // The start had been stored before the crash.
        }

        var raised = false;
        return await rig.UntilAsync(
            "main",
            instance =>
            {
                if (instance.SerializedCustomStatus != "\"waiting\"")
                    rig.Time.Advance(TimeSpan.FromMinutes(1));
                else if (!raised)
                    _ = rig.Client.RaiseEventAsync("main", "go", "go");
                raised |= instance.SerializedCustomStatus is not null;
                return instance.IsCompleted;
            }
        );
    }

    private static void Declare(
        LambdaFunctions functions,
        ConcurrentDictionary<string, bool> effects
    ) =>
        functions
            .Activity<int>(
                "Add",
                n =>
                {
                    effects[$"add {n}"] = true;
                    return n;
                }
            )
            .Activity<int>(
                "Double",
                n =>
                {
                    effects["double"] = true;
                    return n * 2;
                }
            )
            .Orchestrator(
                "Child",
                async context => 1 + await context.CallActivityAsync<int>("Double", 3)
            )
            .Orchestrator<string>(
                "Main",
                async (context, sofar) =>
                {
                    if (sofar is not null)
                        return $"{sofar}, round 2";
                    var sum = (
                        await Task.WhenAll(
                            Enumerable
                                .Range(1, 4)
                                .Select(n => context.CallActivityAsync<int>("Add", n))
                        )
                    ).Sum();
                    await context.CreateTimer(TimeSpan.FromMinutes(5), CancellationToken.None);
                    var child = await context.CallSubOrchestratorAsync<int>(
                        "Child",
                        options: new SubOrchestrationOptions(instanceId: "child")
                    );
                    context.SetCustomStatus("waiting");
                    var word = await context.WaitForExternalEvent<string>("go");
                    context.ContinueAsNew($"sum {sum}, child {child}, event {word}");
                    return null;
                }
            );
}
