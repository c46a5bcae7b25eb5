using Grpc.Core;
using Microsoft.DurableTask.Client;

namespace KoSales.LocalHost.Tests.DurableTask;

public sealed class EventTests
{
    [Fact]
    public async Task Events_that_nobody_awaits_yet_are_kept_in_order_and_names_ignore_case()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions.Orchestrator(
                "Late",
                async context =>
                {
                    await context.WaitForExternalEvent<string>("start");
                    return await context.WaitForExternalEvent<string>("data")
                        + await context.WaitForExternalEvent<string>("DATA");
                }
            )
        );

        var id = await rig.StartAsync("Late");
        await rig.Client.RaiseEventAsync(id, "Data", "a");
        await rig.Client.RaiseEventAsync(id, "data", "b");
        await rig.Client.RaiseEventAsync(id, "START", "now");

        Assert.Equal("ab", (await rig.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task The_latest_waiter_of_a_name_is_served_first()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions.Orchestrator(
                "Lifo",
                async context =>
                {
                    var first = context.WaitForExternalEvent<string>("x");
                    var second = context.WaitForExternalEvent<string>("x");
                    await Task.WhenAll(first, second);
                    return $"{await first}{await second}";
                }
            )
        );

        var id = await rig.StartAsync("Lifo");
        await rig.UntilAsync(id, instance => instance.IsRunning);
        await rig.Client.RaiseEventAsync(id, "x", "1");
        await rig.Client.RaiseEventAsync(id, "x", "2");

        Assert.Equal("21", (await rig.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_waiter_that_has_timed_out_does_not_take_the_next_event_away()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions.Orchestrator(
                "TimedOut",
                async context =>
                {
                    try
                    {
                        await context.WaitForExternalEvent<string>("x", TimeSpan.FromMinutes(1));
                    }
                    catch (TaskCanceledException)
                    {
                        context.SetCustomStatus("timed out");
                    }

                    await context.WaitForExternalEvent<string>("go on");
                    return await context.WaitForExternalEvent<string>("x");
                }
            )
        );

        var id = await rig.StartAsync("TimedOut");
        await rig.UntilAsync(id, instance => instance.IsRunning);
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        await rig.UntilAsync(id, instance => instance.SerializedCustomStatus == "\"timed out\"");
        await rig.Client.RaiseEventAsync(id, "x", "kept");
        await rig.Client.RaiseEventAsync(id, "go on");

        Assert.Equal("kept", (await rig.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_newer_waiter_is_served_before_one_that_has_timed_out()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions.Orchestrator(
                "Newer",
                async context =>
                {
                    await Assert.ThrowsAsync<TaskCanceledException>(() =>
                        context.WaitForExternalEvent<string>("x", TimeSpan.FromMinutes(1))
                    );
                    context.SetCustomStatus("again");
                    return await context.WaitForExternalEvent<string>("x");
                }
            )
        );

        var id = await rig.StartAsync("Newer");
        await rig.UntilAsync(id, instance => instance.IsRunning);
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        await rig.UntilAsync(id, instance => instance.SerializedCustomStatus == "\"again\"");
        await rig.Client.RaiseEventAsync(id, "x", "kept");

        Assert.Equal("kept", (await rig.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_event_in_time_cancels_the_timer_and_the_instance_ends()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions.Orchestrator(
                "InTime",
                async context => await context.WaitForExternalEvent<int>("x", TimeSpan.FromDays(30))
            )
        );

        var id = await rig.StartAsync("InTime");
        await rig.UntilAsync(id, instance => instance.IsRunning);
        await rig.Client.RaiseEventAsync(id, "x", 7);

        Assert.Equal(7, (await rig.EndAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Waits_on_one_name_must_agree_on_the_type()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions.Orchestrator(
                "Types",
                async context =>
                {
                    _ = context.WaitForExternalEvent<string>("x");
                    await context.WaitForExternalEvent<int>("x");
                }
            )
        );

        var ended = await rig.RunAsync("Types");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.True(ended.FailureDetails!.IsCausedBy<ArgumentException>());
        Assert.Contains(
            "Events with the same name must have the same type argument",
            ended.FailureDetails.ErrorMessage,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_event_to_a_missing_instance_and_to_one_that_has_ended_is_refused_with_a_status_of_its_own()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions.Orchestrator("Quick", _ => Task.CompletedTask)
        );

        var id = (await rig.RunAsync("Quick")).InstanceId;
        var missing = await Assert.ThrowsAsync<RpcException>(() =>
            rig.Client.RaiseEventAsync("nobody", "x", 1)
        );
        var ended = await Assert.ThrowsAsync<RpcException>(() =>
            rig.Client.RaiseEventAsync(id, "x", 1)
        );

        Assert.Equal(
            (StatusCode.NotFound, StatusCode.FailedPrecondition),
            (missing.StatusCode, ended.StatusCode)
        );
        Assert.Null(await rig.Client.GetInstanceAsync("nobody"));
        Assert.Equal(
            OrchestrationRuntimeStatus.Completed,
            (await rig.Client.GetInstanceAsync(id))!.RuntimeStatus
        );
    }

    [Fact]
    public async Task One_orchestration_sends_an_event_to_another()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions
                .Orchestrator(
                    "Receiver",
                    async context => await context.WaitForExternalEvent<string>("hello")
                )
                .Orchestrator(
                    "Sender",
                    context =>
                    {
                        context.SendEvent("receiver", "hello", "from the other");
                        context.SendEvent("nobody", "hello", "lost");
                        return Task.CompletedTask;
                    }
                )
        );

        await rig.StartAsync("Receiver", id: "receiver");
        await rig.RunAsync("Sender");

        Assert.Equal("from the other", (await rig.EndAsync("receiver")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task The_same_event_sent_twice_arrives_twice()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions.Orchestrator(
                "Count",
                async context =>
                {
                    var sum = 0;
                    for (var i = 0; i < 3; i++)
                        sum += await context.WaitForExternalEvent<int>("add");
                    return sum;
                }
            )
        );

        var id = await rig.StartAsync("Count");
        await Task.WhenAll(
            Enumerable.Range(0, 3).Select(_ => rig.Client.RaiseEventAsync(id, "add", 5))
        );

        Assert.Equal(15, (await rig.EndAsync(id)).ReadOutputAs<int>());
    }
}
