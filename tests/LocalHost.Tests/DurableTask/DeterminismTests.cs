using Microsoft.DurableTask.Client;

namespace KoSales.LocalHost.Tests.DurableTask;

public sealed class DeterminismTests
{
    private const string Detected = "Non-Deterministic workflow detected: ";

    [Fact]
    public async Task A_changed_kind_of_call_is_reported_by_its_name_and_number()
    {
        var failure = await ChangeAsync(context =>
            context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None)
        );

        Assert.StartsWith(
            $"{Detected}A previous execution of this orchestration scheduled an activity task with sequence number 0 named 'Noop', "
                + "but the current orchestration replay instead produced a CreateTimerOrchestratorAction action",
            failure,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_renamed_activity_is_reported_with_both_names()
    {
        var failure = await ChangeAsync(context => context.CallActivityAsync("Other"));

        Assert.Contains("named 'Noop'", failure, StringComparison.Ordinal);
        Assert.Contains("named 'Other'", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_is_gone_is_reported()
    {
        var failure = await ChangeAsync(context => context.WaitForExternalEvent<string>("other"));

        Assert.Contains("sequence ID 0 and name 'Noop'", failure, StringComparison.Ordinal);
        Assert.Contains(
            "the current replay execution hasn't (yet?) scheduled this task",
            failure,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_exception_fails_the_instance_with_its_message_as_output()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions.Orchestrator(
                "Throw",
                (Func<Microsoft.DurableTask.TaskOrchestrationContext, Task>)(
                    _ => throw new InvalidDataException("bad")
                )
            )
        );

        var ended = await rig.RunAsync("Throw");

        Assert.Equal(
            (OrchestrationRuntimeStatus.Failed, "bad"),
            (ended.RuntimeStatus, ended.SerializedOutput)
        );
        Assert.True(ended.FailureDetails!.IsCausedBy<InvalidDataException>());
    }

    [Fact]
    public async Task An_orchestrator_that_does_not_exist_fails_the_instance()
    {
        await using var rig = await EngineRig.StartAsync(_ => { });

        Assert.Equal(
            "OrchestratorTaskNotFound",
            (await rig.RunAsync("Nowhere")).FailureDetails!.ErrorType
        );
    }

    /// <summary>Runs to the first await, changes the code, and goes on.</summary>
    private static async Task<string> ChangeAsync(
        Func<Microsoft.DurableTask.TaskOrchestrationContext, Task> changed
    )
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions
                .Activity<int>("Noop", _ => null)
                .Activity<int>("Other", _ => null)
                .Orchestrator(
                    "Flow",
                    async context =>
                    {
                        await context.CallActivityAsync("Noop");
                        await context.WaitForExternalEvent<string>("go");
                    }
                )
        );
        var id = await rig.StartAsync("Flow");
        await Eventually.HoldsAsync(
            () =>
                HubFile.Count(rig.HubPath, "history") == 2
                && HubFile.Count(rig.HubPath, "inbox") == 0,
            "two passes"
        );
        rig.Functions.Orchestrator("Flow", changed);
        await rig.CrashAndRestartAsync();
        await rig.Client.RaiseEventAsync(id, "go");
        var ended = await rig.EndAsync(id);
        Assert.Equal(
            "DurableTask.Core.Exceptions.NonDeterministicOrchestrationException",
            ended.FailureDetails!.ErrorType
        );
        return ended.FailureDetails.ErrorMessage;
    }
}
