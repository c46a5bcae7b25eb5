using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using AlreadyExistsException = DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException;

namespace KoSales.LocalHost.Tests.DurableTask;

public sealed class ClientTests
{
    private static readonly Action<LambdaFunctions> _functions = functions =>
        functions
            .Orchestrator<string>("Quick", (_, input) => Task.FromResult<object?>(input))
            .Orchestrator(
                "Wait",
                async context => await context.WaitForExternalEvent<string>("go")
            );

    [Fact]
    public async Task Payloads_are_only_there_when_they_were_asked_for()
    {
        await using var rig = await EngineRig.StartAsync(_functions);
        var id = (await rig.RunAsync("Quick", "in")).InstanceId;

        var bare = await rig.Client.GetInstanceAsync(id);

        Assert.Equal(32, id.Length);
        Assert.Null(bare!.SerializedOutput);
        Assert.Throws<InvalidOperationException>(() => bare.ReadOutputAs<string>());
        Assert.Equal(
            "in",
            (
                await rig.Client.GetInstanceAsync(id, getInputsAndOutputs: true)
            )!.ReadInputAs<string>()
        );
        Assert.Null(await rig.Client.GetInstanceAsync("unknown"));
    }

    [Fact]
    public async Task The_id_of_a_running_instance_is_taken_and_that_of_a_finished_one_is_free()
    {
        await using var rig = await EngineRig.StartAsync(_functions);
        await rig.StartAsync("Wait", id: "one");
        await rig.UntilAsync("one", instance => instance.IsRunning);

        var taken = await Assert.ThrowsAsync<AlreadyExistsException>(() =>
            rig.StartAsync("Quick", "again", "one")
        );
        await rig.Client.RaiseEventAsync("one", "go", "x");
        await rig.EndAsync("one");
        var second = await rig.RunAsync("Quick", "again", "one");

        Assert.Equal(
            "An orchestration with id 'one' already exists. It's in the Running state.",
            taken.Message
        );
        Assert.Equal("again", second.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Dedupe_statuses_say_which_instances_are_kept()
    {
        await using var rig = await EngineRig.StartAsync(_functions);
        await rig.RunAsync("Quick", "first", "id");
        var keep = new StartOrchestrationOptions("id").WithDedupeStatuses(
            OrchestrationRuntimeStatus.Completed,
            OrchestrationRuntimeStatus.Running
        );

        var kept = await Assert.ThrowsAsync<AlreadyExistsException>(() =>
            rig.Client.ScheduleNewOrchestrationInstanceAsync("Quick", "second", keep)
        );
        Assert.EndsWith("It's in the Completed state.", kept.Message, StringComparison.Ordinal);

        await rig.StartAsync("Wait", id: "busy");
        await rig.UntilAsync("busy", instance => instance.IsRunning);
        await rig.Client.ScheduleNewOrchestrationInstanceAsync(
            "Quick",
            "replaced",
            new StartOrchestrationOptions("busy") { DedupeStatuses = [] }
        );
        Assert.Equal("replaced", (await rig.EndAsync("busy")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Of_five_thousand_starts_under_half_as_many_ids_each_id_runs_once()
    {
        await using var rig = await EngineRig.StartAsync(_functions);

        var starts = Enumerable
            .Range(0, 5_000)
            .Select(async n =>
            {
                try
                {
                    await rig.StartAsync("Wait", id: $"flow-{n % 2_500}");
                    return 1;
                }
                catch (AlreadyExistsException)
                {
                    return 0;
                }
            });
        var started = (await Task.WhenAll(starts)).Sum();

        Assert.Equal(2_500, started);
        Assert.Equal(2_500, HubFile.Count(rig.HubPath, "instances"));
    }

    [Fact]
    public async Task Queries_filter_and_come_in_pages()
    {
        await using var rig = await EngineRig.StartAsync(_functions);
        for (var i = 0; i < 7; i++)
            await rig.RunAsync("Quick", "x", $"done-{i}");
        await rig.StartAsync("Wait", id: "wait-1");
        await rig.UntilAsync("wait-1", instance => instance.IsRunning);
        var from = rig.Time.GetUtcNow();

        var done = new OrchestrationQuery(
            Statuses: [OrchestrationRuntimeStatus.Completed],
            InstanceIdPrefix: "done-",
            PageSize: 3
        );
        var pages = new List<int>();
        await foreach (var page in rig.Client.GetAllInstancesAsync(done).AsPages())
            pages.Add(page.Values.Count);
        var all = new List<string>();
        await foreach (
            var instance in rig.Client.GetAllInstancesAsync(
                new OrchestrationQuery(CreatedFrom: from)
            )
        )
            all.Add(instance.InstanceId);
        var ids = await rig.Client.ListInstanceIdsAsync(completedTimeFrom: from, pageSize: 4);

        Assert.Equal([3, 3, 1], pages);
        Assert.Equal(8, all.Count);
        Assert.Equal(4, ids.Values.Count);
        Assert.Equal("done-3", ids.ContinuationToken);
    }

    [Fact]
    public async Task Purging_removes_finished_instances_only()
    {
        await using var rig = await EngineRig.StartAsync(_functions);
        await rig.RunAsync("Quick", "x", "a");
        await rig.RunAsync("Quick", "x", "b");
        await rig.StartAsync("Wait", id: "c");
        await rig.UntilAsync("c", instance => instance.IsRunning);

        Assert.Equal(1, (await rig.Client.PurgeInstanceAsync("a")).PurgedInstanceCount);
        Assert.Equal(0, (await rig.Client.PurgeInstanceAsync("a")).PurgedInstanceCount);
        Assert.Equal(0, (await rig.Client.PurgeInstanceAsync("c")).PurgedInstanceCount);
        Assert.Equal(
            1,
            (
                await rig.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter())
            ).PurgedInstanceCount
        );
        Assert.Equal(1, HubFile.Count(rig.HubPath, "instances"));
    }

    [Fact]
    public async Task A_restart_runs_the_same_input_again()
    {
        await using var rig = await EngineRig.StartAsync(_functions);
        var options = new StartOrchestrationOptions("r")
        {
            Tags = new Dictionary<string, string> { ["k"] = "v" },
        };
        await rig.Client.ScheduleNewOrchestrationInstanceAsync("Quick", "same", options);
        await rig.EndAsync("r");

        var copy = await rig.Client.RestartAsync("r", restartWithNewInstanceId: true);
        var ended = await rig.EndAsync(copy);

        Assert.NotEqual("r", copy);
        Assert.Equal(("same", "v"), (ended.ReadOutputAs<string>(), ended.Tags["k"]));
        Assert.Equal("r", await rig.Client.RestartAsync("r"));
        await Assert.ThrowsAsync<ArgumentException>(() => rig.Client.RestartAsync("unknown"));
        await rig.StartAsync("Wait", id: "w");
        await Assert.ThrowsAsync<InvalidOperationException>(() => rig.Client.RestartAsync("w"));
    }

    [Fact]
    public async Task A_cancelled_wait_ends_with_a_cancellation()
    {
        await using var rig = await EngineRig.StartAsync(_functions);
        var id = await rig.StartAsync("Wait");
        using var source = new CancellationTokenSource();
        var wait = rig.Client.WaitForInstanceCompletionAsync(id, source.Token);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }
}
