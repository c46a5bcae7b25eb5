using Microsoft.DurableTask.Client;

namespace KoSales.LocalHost.Tests.DurableTask;

public sealed class OrchestrationTests
{
    [Fact]
    public async Task An_orchestration_calls_activities_one_after_the_other_and_returns_its_result()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions
                .Activity<string>("Greet", who => $"Hello {who}")
                .Orchestrator<string>(
                    "Hello",
                    async (context, name) =>
                    {
                        var first = await context.CallActivityAsync<string>("greet", "Pune");
                        var second = await context.CallActivityAsync<string>("Greet", name);
                        return $"{first}, {second}";
                    }
                )
        );

        var ended = await rig.RunAsync("hello", "Nashik");

        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
        Assert.Equal("Hello Pune, Hello Nashik", ended.ReadOutputAs<string>());
        Assert.Equal("\"Nashik\"", ended.SerializedInput);
    }

    [Fact]
    public async Task A_fan_out_of_two_thousand_activities_runs_each_once()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions
                .Activity<int>("Square", n => n * n)
                .Orchestrator(
                    "Sum",
                    async context =>
                    {
                        var calls = Enumerable
                            .Range(0, 2_000)
                            .Select(n => context.CallActivityAsync<int>("Square", n))
                            .ToList();
                        return (await Task.WhenAll(calls)).Sum(n => (long)n);
                    }
                )
        );

        var ended = await rig.RunAsync("Sum");

        Assert.Equal(Enumerable.Range(0, 2_000).Sum(n => (long)n * n), ended.ReadOutputAs<long>());
        Assert.Equal(2_000, rig.Functions.Runs["Square"]);
    }

    [Fact]
    public async Task Code_before_an_await_runs_again_in_each_replay_but_logs_once()
    {
        var (passes, fresh) = (0, 0);
        await using var rig = await EngineRig.StartAsync(functions =>
            functions
                .Activity<int>("Echo", n => n)
                .Orchestrator(
                    "Twice",
                    async context =>
                    {
                        passes++;
                        if (!context.IsReplaying)
                            fresh++;
                        await context.CallActivityAsync<int>("Echo", 1);
                        await context.CallActivityAsync<int>("Echo", 2);
                    }
                )
        );

        await rig.RunAsync("Twice");

        Assert.Equal((3, 1), (passes, fresh));
    }

    [Fact]
    public async Task The_clock_stands_still_within_a_pass_and_is_the_same_in_replay()
    {
        var seen = new List<DateTime>();
        await using var rig = await EngineRig.StartAsync(functions =>
            functions.Orchestrator(
                "Clock",
                async context =>
                {
                    seen.Add(context.CurrentUtcDateTime);
                    await context.CreateTimer(TimeSpan.FromMinutes(5), CancellationToken.None);
                    return context.CurrentUtcDateTime;
                }
            )
        );

        var id = await rig.StartAsync("Clock");
        await rig.UntilAsync(
            id,
            instance => instance.RuntimeStatus == OrchestrationRuntimeStatus.Running
        );
        rig.Time.Advance(TimeSpan.FromMinutes(5));
        var ended = await rig.EndAsync(id);

        Assert.Equal(2, seen.Count);
        Assert.Equal(seen[0], seen[1]);
        Assert.Equal(DateTimeKind.Utc, seen[0].Kind);
        Assert.Equal(seen[0].AddMinutes(5), ended.ReadOutputAs<DateTime>());
    }

    [Fact]
    public async Task New_guids_are_name_based_and_the_same_in_every_pass()
    {
        var made = new List<Guid>();
        await using var rig = await EngineRig.StartAsync(functions =>
            functions
                .Activity<int>("Echo", n => n)
                .Orchestrator(
                    "Ids",
                    async context =>
                    {
                        made.Add(context.NewGuid());
                        made.Add(context.NewGuid());
                        await context.CallActivityAsync<int>("Echo", 1);
                    }
                )
        );

        await rig.RunAsync("Ids", id: "ids");

        Assert.Equal(made[..2], made[2..]);
        Assert.NotEqual(made[0], made[1]);
        Assert.All(made, id => Assert.Equal('5', id.ToString()[14]));
    }

    [Fact]
    public async Task An_instance_stays_running_until_its_timers_are_over()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions.Orchestrator(
                "Loose",
                context =>
                {
                    _ = context.CreateTimer(TimeSpan.FromMinutes(10), CancellationToken.None);
                    return Task.CompletedTask;
                }
            )
        );

        var id = await rig.StartAsync("Loose");
        var waiting = await rig.UntilAsync(
            id,
            instance => instance.RuntimeStatus != OrchestrationRuntimeStatus.Pending
        );
        Assert.Equal(OrchestrationRuntimeStatus.Running, waiting.RuntimeStatus);

        rig.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await rig.EndAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task A_custom_status_is_the_last_one_of_a_pass()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions.Orchestrator(
                "Status",
                async context =>
                {
                    context.SetCustomStatus("one");
                    context.SetCustomStatus(new { Step = 2 });
                    await context.WaitForExternalEvent<string>("go");
                }
            )
        );

        var id = await rig.StartAsync("Status");
        var waiting = await rig.UntilAsync(
            id,
            instance => instance.RuntimeStatus == OrchestrationRuntimeStatus.Running
        );

        Assert.Equal("{\"Step\":2}", waiting.SerializedCustomStatus);
    }

    [Fact]
    public async Task A_local_orchestrator_that_yields_to_itself_stays_on_its_thread()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions
                .Activity<int>("Echo", n => n)
                .Orchestrator(
                    "Yield",
                    async context =>
                    {
                        var before = Environment.CurrentManagedThreadId;
                        await Task.Yield();
                        var same = before == Environment.CurrentManagedThreadId;
                        return same && await context.CallActivityAsync<int>("Echo", 1) == 1;
                    }
                )
        );

        Assert.True((await rig.RunAsync("Yield")).ReadOutputAs<bool>());
    }
}
