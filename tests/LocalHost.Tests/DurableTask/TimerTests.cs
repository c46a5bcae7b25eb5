using KoSales.LocalHost.DurableTask.History;
using Microsoft.DurableTask.Client;

namespace KoSales.LocalHost.Tests.DurableTask;

public sealed class TimerTests
{
    [Fact]
    public async Task A_timer_outlives_restarts_and_fires_when_it_is_due()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions.Orchestrator(
                "Wait",
                async context =>
                {
                    await context.CreateTimer(TimeSpan.FromHours(8), CancellationToken.None);
                    return context.CurrentUtcDateTime;
                }
            )
        );
        var id = await rig.StartAsync("Wait");
        var started = (await rig.UntilAsync(id, instance => instance.IsRunning)).CreatedAt;

        rig.Time.Advance(TimeSpan.FromHours(4));
        await rig.CrashAndRestartAsync();
        Assert.True((await rig.Client.GetInstanceAsync(id))!.IsRunning);
        await rig.StopAndRestartAsync();
        rig.Time.Advance(TimeSpan.FromHours(4));

        Assert.Equal(
            started.UtcDateTime.AddHours(8),
            (await rig.EndAsync(id)).ReadOutputAs<DateTime>()
        );
    }

    [Fact]
    public async Task A_timer_that_came_due_while_nothing_ran_fires_at_the_next_start()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions.Orchestrator(
                "Wait",
                context => context.CreateTimer(TimeSpan.FromHours(8), CancellationToken.None)
            )
        );
        var id = await rig.StartAsync("Wait");
        await rig.UntilAsync(id, instance => instance.IsRunning);

        rig.Engine.Abandon();
        rig.Time.Advance(TimeSpan.FromDays(2));
        await rig.OpenAsync();

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await rig.EndAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task A_wait_of_seven_days_is_made_of_three_timers()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions
                .Activity<int>("Echo", n => n)
                .Orchestrator(
                    "Week",
                    async context =>
                    {
                        await context.CreateTimer(TimeSpan.FromDays(7), CancellationToken.None);
                        var failure =
                            await Assert.ThrowsAsync<Microsoft.DurableTask.TaskFailedException>(
                                () =>
                                    context.CallActivityAsync("None")
                            );
                        return failure.TaskId;
                    }
                )
        );

        var id = await rig.StartAsync("Week");
        foreach (var (timers, days) in new[] { (1, 3), (2, 3), (3, 1) })
        {
            await Eventually.HoldsAsync(
                () => rig.Engine.Reader.State(id)!.History.OfType<TimerCreated>().Count() == timers,
                $"timer {timers}"
            );
            rig.Time.Advance(TimeSpan.FromDays(days));
        }

        Assert.Equal(3, (await rig.EndAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task A_cancelled_timer_ends_its_task_and_holds_nothing_open()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions.Orchestrator(
                "Cancel",
                async context =>
                {
                    using var source = new CancellationTokenSource();
                    var timer = context.CreateTimer(TimeSpan.FromDays(300), source.Token);
                    await context.WaitForExternalEvent<string>("stop");
#pragma warning disable CA1849 // An orchestrator must not leave its thread.
                    source.Cancel();
#pragma warning restore CA1849
                    await Assert.ThrowsAsync<TaskCanceledException>(() => timer);
                    return "done";
                }
            )
        );

        var id = await rig.StartAsync("Cancel");
        await rig.UntilAsync(id, instance => instance.IsRunning);
        await rig.Client.RaiseEventAsync(id, "stop");

        Assert.Equal("done", (await rig.EndAsync(id)).ReadOutputAs<string>());
        Assert.Equal(0, HubFile.Count(rig.HubPath, "timers"));
    }

    [Fact]
    public async Task Many_timers_fire_in_the_order_of_their_times()
    {
        var fired = new List<int>();
        await using var rig = await EngineRig.StartAsync(functions =>
            functions.Orchestrator(
                "Many",
                async context =>
                {
                    var timers = Enumerable
                        .Range(1, 20)
                        .OrderBy(n => n * 7 % 20)
                        .Select(async n =>
                        {
                            await context.CreateTimer(
                                TimeSpan.FromMinutes(n),
                                CancellationToken.None
                            );
                            if (!context.IsReplaying)
                                fired.Add(n);
                        })
                        .ToList();
                    await Task.WhenAll(timers);
                }
            )
        );

        await rig.AdvanceUntilEndAsync(await rig.StartAsync("Many"), TimeSpan.FromMinutes(1));

        Assert.Equal(Enumerable.Range(1, 20), fired);
    }

    [Fact]
    public async Task A_clock_set_back_neither_turns_back_the_orchestration_nor_fires_twice()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions.Orchestrator(
                "Back",
                async context =>
                {
                    var before = context.CurrentUtcDateTime;
                    await context.WaitForExternalEvent<string>("go");
                    return context.CurrentUtcDateTime - before;
                }
            )
        );
        var id = await rig.StartAsync("Back");
        await rig.UntilAsync(id, instance => instance.IsRunning);

        rig.Time.SetBack(TimeSpan.FromMinutes(10));
        await rig.Client.RaiseEventAsync(id, "go");

        Assert.Equal(TimeSpan.Zero, (await rig.EndAsync(id)).ReadOutputAs<TimeSpan>());
    }

    [Fact]
    public async Task An_instance_with_a_start_time_is_pending_until_then()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions.Orchestrator(
                "Later",
                async context => await context.WaitForExternalEvent<string>("early")
            )
        );
        var id = await rig.Client.ScheduleNewOrchestrationInstanceAsync(
            "Later",
            new Microsoft.DurableTask.StartOrchestrationOptions(
                StartAt: rig.Time.GetUtcNow().AddHours(1)
            )
        );
        await rig.Client.RaiseEventAsync(id, "early", "kept");
        await rig.CrashAndRestartAsync();
        Assert.Equal(
            OrchestrationRuntimeStatus.Pending,
            (await rig.Client.GetInstanceAsync(id))!.RuntimeStatus
        );

        rig.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal("kept", (await rig.EndAsync(id)).ReadOutputAs<string>());
    }
}
