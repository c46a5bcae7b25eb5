using System.Collections.Concurrent;
using KoSales.Functions.Flows.Stages;
using Microsoft.AspNetCore.Connections;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;

namespace KoSales.Tests.Orchestrations;

/// <summary>
/// The stage flow on Durable Task's own engine in memory, which shares nothing with the local host's: that
/// it waits for events and instants as it is meant to, whoever
/// keeps the task hub. The other orchestrators wait for nothing but their activities.
/// </summary>
public sealed class ReferenceEngineTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly ConcurrentQueue<StageVisitRun> _looks = new();

    [Fact]
    public async Task A_flow_looks_once_for_each_event_and_ends_when_the_stage_is_left()
    {
        await using var host = await StartAsync(_ => new StageReconciled(IsOver: false, null));
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(StageFlow),
            new StageVisitRun("LP-1", 1, null)
        );
        await host.Client.WaitForInstanceStartAsync(id);

        await host.Client.RaiseEventAsync(id, StageFlow.TaskClosed, new StageSignal("T-1"));
        await UntilAsync(() => _looks.Count == 1);
        await host.Client.RaiseEventAsync(id, StageFlow.SlaBreached, new StageSignal("T-2"));
        await UntilAsync(() => _looks.Count == 2);
        await host.Client.RaiseEventAsync(id, StageFlow.StageLeft, new StageSignal(null));
        var ended = await EndAsync(host, id);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
        Assert.Equal(2, _looks.Count);
    }

    [Fact]
    public async Task A_flow_looks_when_its_instant_comes_and_no_timer_keeps_it_from_ending()
    {
        await using var host = await StartAsync(_ => new StageReconciled(
            _looks.Count == 2,
            DateTime.UtcNow.AddHours(1)
        ));
        var soon = DateTime.UtcNow.AddMilliseconds(300);

        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(StageFlow),
            new StageVisitRun("LP-1", 1, soon)
        );
        await UntilAsync(() => _looks.Count == 1);
        await host.Client.RaiseEventAsync(id, StageFlow.TaskClosed, new StageSignal("T-1"));
        var ended = await EndAsync(host, id);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
    }

    [Fact]
    public async Task A_flow_begins_a_new_generation_without_losing_an_event()
    {
        await using var host = await StartAsync(_ => new StageReconciled(
            _looks.Count > StageFlow.RoundsPerGeneration,
            DateTime.UtcNow
        ));

        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(
            nameof(StageFlow),
            new StageVisitRun("LP-1", 1, DateTime.UtcNow)
        );
        var ended = await EndAsync(host, id);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
        Assert.Equal(StageFlow.RoundsPerGeneration + 1, _looks.Count);
    }

    /// <summary>The engine listens on a port that it draws, which somebody else may have.</summary>
    private async Task<DurableTaskTestHost> StartAsync(Func<StageVisitRun, StageReconciled> look)
    {
        for (var left = 5; ; left--)
        {
            try
            {
                return await TryStartAsync(look);
            }
            catch (IOException taken)
                when (left > 0 && taken.InnerException is AddressInUseException)
            {
                // It draws another.
            }
        }
    }

    private Task<DurableTaskTestHost> TryStartAsync(Func<StageVisitRun, StageReconciled> look) =>
        DurableTaskTestHost.StartAsync(tasks =>
        {
            tasks.AddOrchestratorFunc<StageVisitRun, object?>(
                nameof(StageFlow),
                async (context, run) =>
                {
                    await StageFlow.RunAsync(context, run);
                    return null;
                }
            );
            tasks.AddActivityFunc<StageVisitRun, StageReconciled>(
                nameof(StageFlowActivities.ReconcileStage),
                (_, visit) =>
                {
                    _looks.Enqueue(visit);
                    return Task.FromResult(look(visit));
                }
            );
        });

    private static async Task<OrchestrationMetadata> EndAsync(DurableTaskTestHost host, string id)
    {
        using var deadline = new CancellationTokenSource(Patience);
        return await host.Client.WaitForInstanceCompletionAsync(
            id,
            getInputsAndOutputs: true,
            deadline.Token
        );
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (!condition())
            await Task.Delay(20, deadline.Token);
    }
}
