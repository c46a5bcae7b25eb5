using System.Diagnostics.CodeAnalysis;
using Microsoft.DurableTask.Client;

namespace KoSales.EmbeddedHost.Tests.DurableTask;

public sealed class DeterminismTests
{
    private const string Detected = "Non-Deterministic workflow detected: ";

    [Fact]
    public async Task A_changed_kind_of_call_is_reported_by_its_name_and_number()
    {
        var failure = await ChangeAsync(context => context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None));

        Assert.StartsWith(
            $"{Detected}A previous execution of this orchestration scheduled an activity task with sequence number 0 named 'Noop', "
            + "but the current orchestration replay instead produced a CreateTimerOrchestratorAction action",
            failure, StringComparison.Ordinal);
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

        Assert.Contains("named 'Noop', but the current replay execution hasn't (yet?) scheduled this task", failure, StringComparison.Ordinal);
    }

    [Fact]
    [SuppressMessage("Reliability", "CA2008", Justification = "The mistake is what is tested.")]
    public async Task Awaiting_what_is_not_durable_fails_the_instance()
    {
        await using var rig = await EngineRig.StartAsync(functions => functions
            .Activity<int>("Echo", n => n)
            .Orchestrator("Delay", _ => Task.Delay(1))
            .Orchestrator("Run", async context =>
            {
                await context.CallActivityAsync<int>("Echo", 1);
                await Task.Run(() => { });
                await context.CallActivityAsync<int>("Echo", 2);
            })
            .Orchestrator("Thread", async context =>
            {
                await context.CallActivityAsync<int>("Echo", 1).ConfigureAwait(false);
                await context.CallActivityAsync<int>("Echo", 2);
            }));

        foreach (var name in new[] { "Delay", "Run", "Thread" })
        {
            var ended = await rig.RunAsync(name);
            Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
            Assert.Equal("System.InvalidOperationException", ended.FailureDetails!.ErrorType);
            Assert.StartsWith("An invalid asynchronous invocation was detected", ended.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_exception_fails_the_instance_with_its_message_as_output()
    {
        await using var rig = await EngineRig.StartAsync(functions => functions.Orchestrator("Throw", (Func<Microsoft.DurableTask.TaskOrchestrationContext, Task>)(_ =>
            throw new InvalidDataException("bad"))));

        var ended = await rig.RunAsync("Throw");

        Assert.Equal((OrchestrationRuntimeStatus.Failed, "bad"), (ended.RuntimeStatus, ended.SerializedOutput));
        Assert.True(ended.FailureDetails!.IsCausedBy<InvalidDataException>());
    }

    [Fact]
    public async Task An_orchestrator_that_does_not_exist_fails_the_instance()
    {
        await using var rig = await EngineRig.StartAsync(_ => { });

        Assert.Equal("OrchestratorTaskNotFound", (await rig.RunAsync("Nowhere")).FailureDetails!.ErrorType);
    }

    /// <summary>Runs to the first await, changes the code, and goes on.</summary>
    private static async Task<string> ChangeAsync(Func<Microsoft.DurableTask.TaskOrchestrationContext, Task> changed)
    {
        await using var rig = await EngineRig.StartAsync(functions => functions
            .Activity<int>("Noop", _ => null)
            .Activity<int>("Other", _ => null)
            .Orchestrator("Flow", async context =>
            {
                await context.CallActivityAsync("Noop");
                await context.WaitForExternalEvent<string>("go");
            }));
        var id = await rig.StartAsync("Flow");
        await Eventually.HoldsAsync(() => HubFile.Count(rig.HubPath, "history") == 2 && HubFile.Count(rig.HubPath, "inbox") == 0, "two passes");
        rig.Functions.Orchestrator("Flow", changed);
        await rig.CrashAndRestartAsync();
        await rig.Client.RaiseEventAsync(id, "go");
        var ended = await rig.EndAsync(id);
        Assert.Equal("DurableTask.Core.Exceptions.NonDeterministicOrchestrationException", ended.FailureDetails!.ErrorType);
        return ended.FailureDetails.ErrorMessage;
    }
}
