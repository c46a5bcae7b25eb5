using KoSales.Domain.Orders;
using KoSales.Functions.Durable;
using KoSales.Functions.Outbox;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using NodaTime;

namespace KoSales.Functions.Orders.Submitting;

/// <summary>One submission of an order: ids and numbers only.</summary>
/// <param name="Number">Of the submission.</param>
/// <param name="Tried">Attempts, and once it has arrived questions, that were made.</param>
public sealed record SubmissionRun(string OrderId, int Number, int Tried = 0);

/// <param name="IsOver">There is nothing left to be done for this submission.</param>
/// <param name="HasArrived">It arrived with this attempt: from now on it is asked about.</param>
/// <param name="PauseSeconds">Until the next attempt or question.</param>
public sealed record SubmissionStep(bool IsOver, bool HasArrived, int PauseSeconds);

/// <summary>Brings an order to the inventory system and waits for its answer, instance
/// <c>{order}.{submission}</c>: attempts with growing pauses until it has arrived, then questions until it is
/// confirmed or rejected. What comes by webhook meanwhile ends it at the next look.</summary>
public static class OrderSubmission
{
    /// <summary>After so many rounds the history begins afresh.</summary>
    public const int RoundsPerGeneration = 20;

    [Function(nameof(OrderSubmission))]
    public static async Task RunAsync(
        [OrchestrationTrigger] TaskOrchestrationContext context,
        SubmissionRun run
    )
    {
        var tried = run.Tried;
        for (var round = 0; round < RoundsPerGeneration; round++)
        {
            var step = await context.CallActivityAsync<SubmissionStep>(
                nameof(OrderSubmissionActivities.OrderSubmissionStep),
                run with
                {
                    Tried = tried + 1,
                },
                WorkRetries.OfStages
            );
            if (step.IsOver)
                return;
            tried = step.HasArrived ? 0 : tried + 1;
            var next = context.CurrentUtcDateTime.AddSeconds(step.PauseSeconds);
            await context.CreateTimer(next, CancellationToken.None);
        }

        context.ContinueAsNew(run with { Tried = tried });
    }
}

/// <summary>One attempt or question. Repeated, the inventory system knows it by its key, and the order by the
/// submission's number.</summary>
public sealed class OrderSubmissionActivities(
    IDocumentStore store,
    DraftOrderWriter orders,
    IInventory inventory,
    TimeProvider time
)
{
    private static readonly SubmissionStep Over = new(true, false, 0);

    [Function(nameof(OrderSubmissionStep))]
    public async Task<SubmissionStep> OrderSubmissionStep(
        [ActivityTrigger] SubmissionRun run,
        CancellationToken cancellationToken
    )
    {
        var order = await store.FindAsync(
            DraftOrderStore.Collection,
            run.OrderId,
            cancellationToken
        );
        if (order is null || !order.IsOut() || order.LastSubmission?.Number != run.Number)
            return Over;
        return order.Status == DraftOrderStatus.Submitting
            ? await TryAsync(order, run, cancellationToken)
            : await AskAsync(order, run, cancellationToken);
    }

    private async Task<SubmissionStep> TryAsync(
        DraftOrder order,
        SubmissionRun run,
        CancellationToken cancellationToken
    )
    {
        var answer = await inventory.SubmitAsync(order, cancellationToken);
        if (answer.Says != InventorySays.Nothing)
            return await TakeAsync(order, run, answer, cancellationToken);
        var isLast = run.Tried >= SubmissionPauses.MostAttempts;
        await orders.HearAsync(
            order.Key,
            o =>
                isLast
                    ? o.GiveUp(run.Number, answer.Reason!, CommandOf(run))
                    : o.Fail(run.Number, answer.Reason!, CommandOf(run)),
            CommandOf(run),
            cancellationToken
        );
        return isLast ? Over : new(false, false, SubmissionPauses.AfterAttempt(run.Tried));
    }

    private async Task<SubmissionStep> AskAsync(
        DraftOrder order,
        SubmissionRun run,
        CancellationToken cancellationToken
    )
    {
        var answer = await inventory.AskAsync(order.InventoryOrderId!, cancellationToken);
        return answer.Says is InventorySays.Confirmed or InventorySays.Rejected
            ? await TakeAsync(order, run, answer, cancellationToken)
            : new(false, false, SubmissionPauses.AfterQuestion(run.Tried));
    }

    private async Task<SubmissionStep> TakeAsync(
        DraftOrder order,
        SubmissionRun run,
        InventoryAnswer answer,
        CancellationToken cancellationToken
    )
    {
        var command = CommandOf(run);
        var heard = await orders.HearAsync(
            order.Key,
            o => Decided(o, run, answer, command),
            command,
            cancellationToken
        );
        return heard is { Status: DraftOrderStatus.Submitted }
            ? new(false, true, SubmissionPauses.AfterQuestion(1))
            : Over;
    }

    /// <summary>What was answered to another submission changes nothing.</summary>
    private static DraftOrderFact Decided(
        DraftOrder order,
        SubmissionRun run,
        InventoryAnswer answer,
        Command command
    ) =>
        order.LastSubmission?.Number != run.Number
            ? DraftOrderFact.None(order)
            : answer.Says switch
            {
                InventorySays.Received => order.Arrive(run.Number, answer.OrderId!, command),
                InventorySays.Confirmed => order.Confirm(answer.OrderId!, command),
                InventorySays.Rejected => order.Reject(answer.Reason!, command),
                InventorySays.Nothing => DraftOrderFact.None(order),
            };

    private Command CommandOf(SubmissionRun run) =>
        new(
            Actor.System,
            Instant.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds()),
            $"{run.OrderId}.{run.Number}"
        );
}

/// <summary>Starts the submission that somebody asked for. One that is there already is left as it
/// is.</summary>
public sealed class OrderSubmissionStarts(DurableClients clients) : IEventHandler
{
    public IReadOnlyCollection<string> Types { get; } = [OrderEvents.Submitting];

    public bool IsAwaited => false;

    public Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        var facts = OrderFacts.Read(outboxEvent.Data!.Value);
        var run = new SubmissionRun(facts.DraftOrderId, facts.Submission!.Value);
        return clients.StartOnceAsync(
            nameof(OrderSubmission),
            $"{run.OrderId}.{run.Number}",
            run,
            cancellationToken
        );
    }
}
