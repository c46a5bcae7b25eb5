using Grpc.Core;
using Microsoft.DurableTask.Client;

namespace KoSales.LocalHost.Tests.DurableTask;

public sealed class ControlTests
{
    private static readonly Action<LambdaFunctions> _functions = functions =>
        functions.Orchestrator(
            "Wait",
            async context =>
                await context.WaitForExternalEvent<string>("a")
                + await context.WaitForExternalEvent<string>("b")
        );

    [Fact]
    public async Task A_suspended_instance_keeps_its_events_until_it_is_resumed()
    {
        await using var rig = await EngineRig.StartAsync(_functions);
        var id = await rig.StartAsync("Wait");
        await rig.UntilAsync(id, instance => instance.IsRunning);

        await rig.Client.SuspendInstanceAsync(id, "pause");
        await rig.UntilAsync(
            id,
            instance => instance.RuntimeStatus == OrchestrationRuntimeStatus.Suspended
        );
        await rig.Client.RaiseEventAsync(id, "a", "1");
        await rig.Client.RaiseEventAsync(id, "b", "2");
        await rig.CrashAndRestartAsync();
        Assert.Equal(
            OrchestrationRuntimeStatus.Suspended,
            (await rig.Client.GetInstanceAsync(id))!.RuntimeStatus
        );
        await rig.Client.ResumeInstanceAsync(id);

        Assert.Equal("12", (await rig.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_instance_suspended_before_its_start_time_starts_when_resumed()
    {
        await using var rig = await EngineRig.StartAsync(_functions);
        var id = await rig.Client.ScheduleNewOrchestrationInstanceAsync(
            "Wait",
            new Microsoft.DurableTask.StartOrchestrationOptions(
                StartAt: rig.Time.GetUtcNow().AddHours(1)
            )
        );
        await rig.Client.SuspendInstanceAsync(id);
        await rig.UntilAsync(
            id,
            instance => instance.RuntimeStatus == OrchestrationRuntimeStatus.Suspended
        );

        rig.Time.Advance(TimeSpan.FromHours(1));
        await rig.Client.RaiseEventAsync(id, "a", "1");
        await rig.Client.RaiseEventAsync(id, "b", "2");
        await rig.Client.ResumeInstanceAsync(id);

        Assert.Equal("12", (await rig.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_terminated_instance_has_the_given_output_and_leaves_no_timer()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions.Orchestrator(
                "Timer",
                context => context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None)
            )
        );
        var id = await rig.StartAsync("Timer");
        await rig.UntilAsync(id, instance => instance.IsRunning);

        await rig.Client.TerminateInstanceAsync(id, (object)"why");

        var ended = await rig.EndAsync(id);
        Assert.Equal(
            (OrchestrationRuntimeStatus.Terminated, "why"),
            (ended.RuntimeStatus, ended.ReadOutputAs<string>())
        );
        Assert.Equal(0, HubFile.Count(rig.HubPath, "timers"));
    }

    [Fact]
    public async Task An_instance_that_is_missing_or_has_ended_can_be_neither_suspended_nor_resumed_nor_terminated()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions.Orchestrator("Quick", _ => Task.CompletedTask)
        );
        await rig.RunAsync("Quick", id: "ended");

        foreach (
            var tell in new Func<string, Task>[]
            {
                id => rig.Client.SuspendInstanceAsync(id),
                id => rig.Client.ResumeInstanceAsync(id),
                id => rig.Client.TerminateInstanceAsync(id),
            }
        )
        {
            Assert.Equal(
                StatusCode.NotFound,
                (await Assert.ThrowsAsync<RpcException>(() => tell("missing"))).StatusCode
            );
            Assert.Equal(
                StatusCode.FailedPrecondition,
                (await Assert.ThrowsAsync<RpcException>(() => tell("ended"))).StatusCode
            );
        }
    }

    [Fact]
    public async Task A_suspended_instance_can_be_terminated()
    {
        await using var rig = await EngineRig.StartAsync(_functions);
        var id = await rig.StartAsync("Wait");
        await rig.Client.SuspendInstanceAsync(id);
        await rig.Client.RaiseEventAsync(id, "a", "1");
        await rig.UntilAsync(
            id,
            instance => instance.RuntimeStatus == OrchestrationRuntimeStatus.Suspended
        );

        await rig.Client.TerminateInstanceAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await rig.EndAsync(id)).RuntimeStatus);
        Assert.Equal(0, HubFile.Count(rig.HubPath, "inbox"));
    }
}
