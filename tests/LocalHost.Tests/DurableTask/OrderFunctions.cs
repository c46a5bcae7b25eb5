using System.Collections.Concurrent;
using KoSales.LocalHost.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;

namespace KoSales.LocalHost.Tests.DurableTask;

public sealed record Order(int Number, string Customer);

/// <summary>What the functions below did; a test may hold an activity.</summary>
public sealed class OrderLog
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public Gate Gate { get; set; } = new();
}

/// <summary>An app's durable functions.</summary>
public sealed class OrderFunctions(OrderLog log)
{
    [Function("Place")]
    public async Task<IActionResult> PlaceAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "orders/{number:int}")]
            HttpRequest request,
        int number,
        [DurableClient] DurableTaskClient client
    )
    {
        var options = new StartOrchestrationOptions($"order-{number}");
        await client.ScheduleNewOrchestrationInstanceAsync(
            nameof(OrderFlow),
            new Order(number, "Asha"),
            options,
            request.HttpContext.RequestAborted
        );
        return new AcceptedResult();
    }

    [Function(nameof(OrderFlow))]
    public static async Task<string> OrderFlow(
        [OrchestrationTrigger] TaskOrchestrationContext context,
        Order order
    )
    {
        var number = await context.CallActivityAsync<int>(nameof(Reserve), order);
        await context.CallActivityAsync(nameof(Ping));
        context.SetCustomStatus(new { Reserved = number });
        var by = await context.WaitForExternalEvent<string>("Approved");
        return $"{context.GetInput<Order>()!.Customer}: {number}, {by}";
    }

    [Function(nameof(Reserve))]
    public int Reserve([ActivityTrigger] Order order, string instanceId, FunctionContext context)
    {
        log.Lines.Enqueue($"{context.FunctionDefinition.Name} {order.Number} for {instanceId}");
        return order.Number + 1;
    }

    [Function(nameof(Ping))]
    public void Ping([ActivityTrigger] FunctionContext context) =>
        ArgumentNullException.ThrowIfNull(context);
}

/// <summary>Flows that go wrong, or wait.</summary>
public sealed class TroubledFunctions(OrderLog log)
{
    [Function(nameof(BreakFlow))]
    public static async Task<string> BreakFlow(
        [OrchestrationTrigger] TaskOrchestrationContext context
    )
    {
        try
        {
            await context.CallActivityAsync(nameof(Spoil), "stock");
            return "nothing broke";
        }
        catch (TaskFailedException failed)
        {
            var inner = failed.FailureDetails.InnerFailure;
            return $"{failed.TaskName}: {failed.FailureDetails.ErrorType} {failed.FailureDetails.ErrorMessage} < {inner?.ErrorType}";
        }
    }

    [Function(nameof(Spoil))]
    public void Spoil([ActivityTrigger] string what) =>
        throw new InvalidOperationException($"no {what}", new TimeoutException());

#pragma warning disable DURABLE0003 // The mistake is what is tested.
    [Function(nameof(LeaveFlow))]
    public static async Task LeaveFlow([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        await Task.Delay(1);
        await context.CallActivityAsync(nameof(Spoil), "luck");
    }
#pragma warning restore DURABLE0003

    [Function(nameof(EntityFlow))]
    public static async Task EntityFlow([OrchestrationTrigger] TaskOrchestrationContext context) =>
        await context.Entities.SignalEntityAsync(new EntityInstanceId("Counter", "one"), "add", 1);

    [Function(nameof(EchoFlow))]
    public static Task<string> EchoFlow(
        [OrchestrationTrigger] TaskOrchestrationContext context,
        string text
    ) => context.CallActivityAsync<string>(nameof(Repeat), text);

    [Function(nameof(Repeat))]
    public string Repeat([ActivityTrigger] string text) => text;

    [Function(nameof(HeldFlow))]
    public static Task<string> HeldFlow([OrchestrationTrigger] TaskOrchestrationContext context) =>
        context.CallActivityAsync<string>(nameof(Hold));

    [Function(nameof(Hold))]
    public async Task<string> Hold([ActivityTrigger] FunctionContext context)
    {
        log.Lines.Enqueue("hold");
        await log.Gate.PassAsync(context.CancellationToken);
        return "held";
    }
}
