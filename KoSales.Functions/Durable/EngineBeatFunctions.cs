using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Durable;

public sealed class EngineBeatFunctions(EngineBeats beats)
{
    /// <summary>One instance, started over each time, so that nothing gathers in the task hub.</summary>
    private const string Instance = "engine-beat";

    [Function("EngineBeatAsk")]
    public async Task Ask(
        [TimerTrigger("40 * * * * *", UseMonitor = false)] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        await beats.AskAsync(cancellationToken);
        if (await client.GetInstanceAsync(Instance, cancellationToken) is { IsCompleted: false })
            return;
        var anew = new StartOrchestrationOptions { InstanceId = Instance };
        await client.ScheduleNewOrchestrationInstanceAsync(
            nameof(EngineBeatOrchestration),
            anew,
            cancellationToken
        );
    }

    [Function(nameof(EngineBeatOrchestration))]
    public static Task EngineBeatOrchestration(
        [OrchestrationTrigger] TaskOrchestrationContext context
    ) => context.CallActivityAsync(nameof(EngineBeatAnswer));

    [Function(nameof(EngineBeatAnswer))]
    public Task EngineBeatAnswer(
        [ActivityTrigger] string? nothing,
        CancellationToken cancellationToken
    ) => beats.AnswerAsync(cancellationToken);
}
