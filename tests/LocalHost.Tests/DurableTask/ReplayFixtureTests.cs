using KoSales.LocalHost.DurableTask.Dispatch;
using KoSales.LocalHost.DurableTask.History;
using KoSales.LocalHost.DurableTask.Wire;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using P = Microsoft.DurableTask.Protobuf;

namespace KoSales.LocalHost.Tests.DurableTask;

/// <summary>
/// A history that was recorded once must be understood for ever: every one of its passes still decides the
/// same, now under the official runner. The approval
/// was recorded by the engine that had a replay of its own.
/// </summary>
public sealed class ReplayFixtureTests
{
    [Fact]
    public async Task The_recorded_approval_still_replays_pass_by_pass()
    {
        var fixture = HistoryFixture.Load("approval");
        var functions = Approval(new LambdaFunctions());
        PassOutcome? last = null;

        foreach (var (before, news, asked) in fixture.Passes())
        {
            last = WireActions.Read(
                await functions.RunOrchestratorAsync("Approval", Request(fixture.Row, before, news))
            );
            Assert.Null(last.Failure);
            Assert.Equal(asked, last.Actions.Select(action => action.Record));
        }

        Assert.Equal(OrchestrationRuntimeStatus.Completed, last!.Status);
        Assert.Equal("\"approved by head office after 2 reminders\"", last.Output);
    }

    [Fact]
    public async Task Running_the_approval_today_records_the_same_history()
    {
        await using var rig = await EngineRig.StartAsync(functions => Approval(functions));
        await rig.StartAsync("Approval", new { Order = 7 }, "approval-1");
        for (var reminder = 1; reminder <= 2; reminder++)
        {
            var expected = $"\"reminders: {reminder - 1}\"";
            await rig.UntilAsync(
                "approval-1",
                instance => instance.SerializedCustomStatus == expected
            );
            rig.Time.Advance(TimeSpan.FromHours(4));
        }

        await rig.UntilAsync(
            "approval-1",
            instance => instance.SerializedCustomStatus == "\"reminders: 2\""
        );
        await rig.Client.RaiseEventAsync("approval-1", "Approved", "head office");
        await rig.EndAsync("approval-1");

        var today = rig.Engine.Reader.State("approval-1")!;
        HistoryFixture.RecordWhereAsked("approval", today);
        var recorded = HistoryFixture.Load("approval");
        Assert.Equal(
            recorded.Events.Where(e => e is not PassStarted),
            today.History.Where(e => e is not PassStarted)
        );
    }

    private static P.OrchestratorRequest Request(
        InstanceRow row,
        List<HubEvent> before,
        List<HubEvent> news
    )
    {
        var history = new WireHistory(row);
        var request = new P.OrchestratorRequest { InstanceId = row.Start.Id };
        request.PastEvents.AddRange(history.Next(before));
        request.NewEvents.AddRange(history.Next(news));
        return request;
    }

    private static LambdaFunctions Approval(LambdaFunctions functions) =>
        functions
            .Activity<int>("Remind", n => n)
            .Orchestrator("Audit", _ => Task.CompletedTask)
            .Orchestrator(
                "Approval",
                async context =>
                {
                    for (var reminders = 0; ; reminders++)
                    {
                        context.SetCustomStatus($"reminders: {reminders}");
                        try
                        {
                            var by = await context.WaitForExternalEvent<string>(
                                "approved",
                                TimeSpan.FromHours(4)
                            );
                            await context.CallSubOrchestratorAsync(
                                "Audit",
                                options: new SubOrchestrationOptions(instanceId: "audit-1")
                            );
                            context.SendEvent("nobody", "Done", by);
                            return $"approved by {by} after {reminders} reminders";
                        }
                        catch (TaskCanceledException)
                        {
                            await context.CallActivityAsync<int>("Remind", reminders);
                            // Takes the place of the waiter that has timed out, which would swallow the answer.
                        }
                    }
                }
            );
}
