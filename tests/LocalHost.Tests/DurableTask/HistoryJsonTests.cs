using System.Text.Json.Nodes;
using KoSales.LocalHost.DurableTask.Management;
using Microsoft.DurableTask;

namespace KoSales.LocalHost.Tests.DurableTask;

public sealed class HistoryJsonTests
{
    [Fact]
    public async Task A_history_shows_what_still_runs_and_what_has_failed()
    {
        await using var rig = await EngineRig.StartAsync(functions =>
            functions
                .Activity<int>("Break", _ => throw new InvalidOperationException("no stock"))
                .Orchestrator(
                    "Flow",
                    async context =>
                    {
                        try
                        {
                            await context.CallActivityAsync("Break");
                        }
                        catch (TaskFailedException)
                        {
                            context.SetCustomStatus("failed once");
                        }

                        var sub = context.CallSubOrchestratorAsync(
                            "Sub",
                            options: new SubOrchestrationOptions(instanceId: "sub")
                        );
                        await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                        await sub;
                    }
                )
                .Orchestrator("Sub", context => context.WaitForExternalEvent<string>("never"))
        );
        await rig.StartAsync("Flow", id: "flow");
        await rig.UntilAsync("flow", instance => instance.SerializedCustomStatus is not null);
        rig.Time.Advance(TimeSpan.FromHours(2));
        JsonArray history = [];
        await rig.UntilAsync(
            "flow",
            _ =>
                (
                    history = new HistoryJson(rig.Engine.Reader.State("flow")!, true, true).Write()
                ).Count == 5
        );

        Assert.Equal(
            [
                "ExecutionStarted",
                "TaskFailed",
                "SubOrchestrationInstanceCreated",
                "TimerCreated",
                "TimerFired",
            ],
            history.Select(e => (string?)e!["EventType"])
        );
        Assert.Equal(
            ("Break", "no stock"),
            ((string?)history[1]!["FunctionName"], (string?)history[1]!["Reason"])
        );
        Assert.Equal("sub", (string?)history[2]!["InstanceId"]);
        Assert.Equal((string?)history[3]!["FireAt"], (string?)history[4]!["FireAt"]);
    }
}
