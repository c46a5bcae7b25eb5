using Microsoft.DurableTask;

namespace KoSales.LocalHost.Tests.DurableTask;

public sealed class LeaseTests
{
    private static readonly TimeSpan _beat = TimeSpan.FromHours(1);

    [Fact]
    public async Task Two_engines_on_one_file_share_the_work_of_one_and_the_other_takes_over_when_it_stops()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions
                .Activity<int>("Echo", n => n)
                .Orchestrator<int>(
                    "Flow",
                    async (context, n) => await context.CallActivityAsync<int>("Echo", n)
                )
        );
        await using var second = rig.NewEngine();
        var client = rig.NewClient(second);
        await second.StartAsync();
        Assert.True(rig.Engine.IsRunningHub);
        Assert.False(second.IsRunningHub);

        await client.ScheduleNewOrchestrationInstanceAsync(
            "Flow",
            1,
            new StartOrchestrationOptions("from-second")
        );
        await BeatUntilAsync(rig, () => client.GetInstanceAsync("from-second").Result!.IsCompleted);
        await rig.Engine.StopAsync(CancellationToken.None);
        await client.ScheduleNewOrchestrationInstanceAsync(
            "Flow",
            2,
            new StartOrchestrationOptions("after")
        );
        await BeatUntilAsync(rig, () => client.GetInstanceAsync("after").Result!.IsCompleted);

        Assert.True(second.IsRunningHub);
        Assert.Equal(2, rig.Functions.Runs["Echo"]);
    }

    [Fact]
    public async Task A_killed_owner_is_succeeded_without_waiting_for_its_lease()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions.Orchestrator("Flow", _ => Task.CompletedTask)
        );

        await rig.CrashAndRestartAsync();

        Assert.True(rig.Engine.IsRunningHub);
    }

    [Fact]
    public async Task What_a_hanging_owner_finishes_after_the_takeover_is_not_stored()
    {
        var (entered, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var rig = await EngineRig.StartAsync(functions =>
            functions
                .AsyncActivity<int>(
                    "Work",
                    async _ =>
                    {
                        entered.TrySetResult();
                        await release.Task;
                        return "old owner";
                    }
                )
                .Orchestrator(
                    "Flow",
                    async context => await context.CallActivityAsync<string>("Work")
                )
        );
        var id = await rig.StartAsync("Flow");
        await entered.Task;

        var takeover = new TaskCompletionSource();
        var functions = new LambdaFunctions()
            .AsyncActivity<int>(
                "Work",
                async _ =>
                {
                    await takeover.Task;
                    return "new owner";
                }
            )
            .Orchestrator("Flow", async context => await context.CallActivityAsync<string>("Work"));
        var later = new ManualTime(rig.Time.GetUtcNow().AddDays(1));
        await using var second = rig.NewEngine(functions, later);
        await second.StartAsync();
        Assert.True(second.IsRunningHub);
        release.SetResult();
        await BeatUntilAsync(rig, () => !rig.Engine.IsRunningHub);
        takeover.SetResult();

        Assert.Equal(
            "new owner",
            (
                await rig.NewClient(second).WaitForInstanceCompletionAsync(id, true)
            ).ReadOutputAs<string>()
        );
    }

    private static Task BeatUntilAsync(EngineRig rig, Func<bool> condition) =>
        Eventually.HoldsAsync(
            () =>
            {
                rig.Time.Advance(_beat);
                return condition();
            },
            "the heartbeat's effect"
        );
}
