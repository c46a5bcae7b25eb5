using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace KoSales.DurableBench;

public static class BenchFunctions
{
    [Function(nameof(Nothing))]
    public static Task<int> Nothing(
        [OrchestrationTrigger] TaskOrchestrationContext context,
        int input
    )
    {
        ArgumentNullException.ThrowIfNull(context);
        return Task.FromResult(input);
    }

    [Function(nameof(FanOut))]
    public static async Task<int> FanOut(
        [OrchestrationTrigger] TaskOrchestrationContext context,
        int width
    )
    {
        ArgumentNullException.ThrowIfNull(context);
        var calls = new Task<int>[width];
        for (var i = 0; i < width; i++)
            calls[i] = context.CallActivityAsync<int>(nameof(Step), i);
        return (await Task.WhenAll(calls)).Length;
    }

    [Function(nameof(Step))]
    public static int Step([ActivityTrigger] int input) => input;

    [Function(nameof(Wait))]
    public static Task<string> Wait([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.WaitForExternalEvent<string>("go");
    }
}
