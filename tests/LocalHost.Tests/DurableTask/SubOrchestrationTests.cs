using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace KoSales.LocalHost.Tests.DurableTask;

public sealed class SubOrchestrationTests
{
    [Fact]
    public async Task A_child_knows_its_parent_and_returns_its_result()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions
                .Orchestrator(
                    "Parent",
                    async context =>
                        await context.CallSubOrchestratorAsync<string>(
                            "Child",
                            21,
                            new SubOrchestrationOptions(instanceId: "child-1")
                        )
                )
                .Orchestrator<int>(
                    "Child",
                    (context, n) =>
                        Task.FromResult<object?>(
                            $"{context.Parent!.Name} {context.Parent.InstanceId} {n * 2}"
                        )
                )
        );

        var ended = await rig.RunAsync("Parent", id: "parent-1");

        Assert.Equal("Parent parent-1 42", ended.ReadOutputAs<string>());
        Assert.Equal(
            OrchestrationRuntimeStatus.Completed,
            (await rig.Client.GetInstanceAsync("child-1"))!.RuntimeStatus
        );
    }

    [Fact]
    public async Task A_child_without_an_id_gets_one_that_replays_agree_on()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions
                .Orchestrator(
                    "Parent",
                    async context =>
                    {
                        var first = await context.CallSubOrchestratorAsync<string>("Child");
                        return first != await context.CallSubOrchestratorAsync<string>("Child");
                    }
                )
                .Orchestrator("Child", context => Task.FromResult<object?>(context.InstanceId))
        );

        Assert.True((await rig.RunAsync("Parent")).ReadOutputAs<bool>());
        Assert.Equal(3, HubFile.Count(rig.HubPath, "instances"));
    }

    [Fact]
    public async Task A_failed_child_tells_its_failure_and_the_one_inside()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions
                .Activity<int>("Break", _ => throw new TimeoutException("too late"))
                .Orchestrator(
                    "Parent",
                    async context =>
                    {
                        var failure = await Assert.ThrowsAsync<TaskFailedException>(() =>
                            context.CallSubOrchestratorAsync("Child")
                        );
                        return $"{failure.FailureDetails.ErrorType} < {failure.FailureDetails.InnerFailure!.ErrorType}";
                    }
                )
                .Orchestrator("Child", context => context.CallActivityAsync("Break"))
        );

        var ended = await rig.RunAsync("Parent");

        Assert.Equal(
            "Microsoft.DurableTask.TaskFailedException < System.TimeoutException",
            ended.ReadOutputAs<string>()
        );
    }

    [Fact]
    public async Task A_child_whose_id_is_running_already_fails_the_call()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions
                .Orchestrator("Busy", context => context.WaitForExternalEvent<string>("never"))
                .Orchestrator(
                    "Parent",
                    context =>
                        context.CallSubOrchestratorAsync(
                            "Busy",
                            options: new SubOrchestrationOptions(instanceId: "taken")
                        )
                )
        );
        await rig.StartAsync("Busy", id: "taken");
        await rig.UntilAsync("taken", instance => instance.IsRunning);

        var ended = await rig.RunAsync("Parent");

        Assert.Equal(
            "DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException",
            ended.FailureDetails!.InnerFailure!.ErrorType
        );
    }

    [Fact]
    public async Task Terminating_with_the_family_ends_running_children()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions
                .Orchestrator(
                    "Parent",
                    context =>
                        context.CallSubOrchestratorAsync(
                            "Child",
                            options: new SubOrchestrationOptions(instanceId: "c")
                        )
                )
                .Orchestrator("Child", context => context.WaitForExternalEvent<string>("never"))
        );
        await rig.StartAsync("Parent", id: "p");
        await rig.UntilAsync("p", instance => instance.IsRunning);
        await rig.UntilAsync("c", instance => instance.IsRunning);

        await rig.Client.TerminateInstanceAsync(
            "p",
            new TerminateInstanceOptions("enough", Recursive: true)
        );

        Assert.Equal(
            OrchestrationRuntimeStatus.Terminated,
            (await rig.EndAsync("c")).RuntimeStatus
        );
        Assert.Equal("enough", (await rig.EndAsync("p")).ReadOutputAs<string>());
        Assert.Equal(
            2,
            (
                await rig.Client.PurgeInstanceAsync("p", new PurgeInstanceOptions(Recursive: true))
            ).PurgedInstanceCount
        );
    }
}
