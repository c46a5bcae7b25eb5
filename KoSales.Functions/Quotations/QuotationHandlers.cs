using KoSales.Domain.Agents;
using KoSales.Domain.Assignment;
using KoSales.Domain.Deals;
using KoSales.Domain.Notifications;
using KoSales.Domain.Orders;
using KoSales.Domain.Tasks;
using KoSales.Functions.Notifications;
using KoSales.Functions.Orders;
using KoSales.Functions.Outbox;
using KoSales.Functions.Tasks;
using KoSales.Functions.Tasks.Workflows;

namespace KoSales.Functions.Quotations;

/// <summary>Tells whoever has the deal that its quotation waits, ended or was decided by somebody else, and
/// whoever has its order what came of that; whoever leads the team, that one waits for approval.</summary>
public sealed class QuotationNotices(IDocumentStore store, Staff staff, Inbox inbox) : IEventHandler
{
    private const string Asked = "quotation.approval_asked";
    private const string Reminder = "quotation.reminder";

    public IReadOnlyCollection<string> Types { get; } =
    [
        Asked,
        Reminder,
        "quotation.expired",
        "quotation.accepted",
        "quotation.rejected",
        "quotation.approved",
        OrderEvents.Confirmed,
        OrderEvents.Rejected,
        OrderEvents.Unanswered,
    ];

    public bool IsAwaited => false;

    public async Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        if (
            await store.FindAsync(DealStore.Collection, outboxEvent.Entity.Id, cancellationToken)
            is not { DeletedAt: null } deal
        )
            return;
        var (owner, team) = await HolderAsync(outboxEvent, deal, cancellationToken);
        var agent =
            outboxEvent.Type == Asked
                ? await staff.ManagerAsync(owner, team, cancellationToken)
                : await staff.HolderAsync(owner, team, cancellationToken);
        if (agent is not null && agent != outboxEvent.CreatedBy)
            await inbox.NotifyAsync(
                [NoticeOf(outboxEvent).For(agent, outboxEvent.CreatedAt)],
                cancellationToken
            );
    }

    /// <summary>An order may be somebody else's than its deal.</summary>
    private async ValueTask<Holder> HolderAsync(
        OutboxEvent outboxEvent,
        Deal deal,
        CancellationToken cancellationToken
    )
    {
        if (KindOf(outboxEvent.Type) != NotificationKind.OrderAnswered)
            return new Holder(deal.OwnerId, deal.TeamId);
        var facts = OrderFacts.Read(outboxEvent.Data!.Value);
        var order = await store.FindAsync(
            DraftOrderStore.Collection,
            facts.DraftOrderId,
            cancellationToken
        );
        return order?.Holder() ?? new Holder(deal.OwnerId, deal.TeamId);
    }

    private static Notice NoticeOf(OutboxEvent outboxEvent)
    {
        var kind = KindOf(outboxEvent.Type);
        return new Notice(
            Notice.About(kind, $"{outboxEvent.Type}:{outboxEvent.Id}") with
            {
                EntityRef = outboxEvent.Entity,
                DueAt =
                    kind == NotificationKind.OrderAnswered
                        ? null
                        : QuotationFacts.Read(outboxEvent.Data!.Value).ExpiresAt,
            }
        );
    }

    private static NotificationKind KindOf(string type) =>
        type switch
        {
            Asked => NotificationKind.ApprovalWanted,
            Reminder => NotificationKind.QuotationDue,
            OrderEvents.Confirmed or OrderEvents.Rejected or OrderEvents.Unanswered =>
                NotificationKind.OrderAnswered,
            _ => NotificationKind.QuotationDecided,
        };
}

/// <summary>Completes the task that asked for the quotation once it is sent, so that its flow goes on. A task
/// that is completed already is no longer open, so redelivery completes no other.</summary>
public sealed class QuotationTasks(IDocumentStore store, TaskWorkflowCache cache, TaskDesk desk)
    : IEventHandler
{
    private const string Sent = "sent";

    public IReadOnlyCollection<string> Types { get; } = ["quotation.sent"];

    public async Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        if (
            await store.FindAsync(Agent.Collection, outboxEvent.CreatedBy, cancellationToken)
                is not { MayLogIn: true } agent
            || await TaskOfAsync(outboxEvent.Entity, cancellationToken) is not { } task
        )
            return;
        var step = await cache.StepOfAsync(task, cancellationToken);
        if (step is null || !step.Outcomes.Any(o => o.Key == Sent))
            return;
        var command = new Command(agent.AsActor(), outboxEvent.CreatedAt, outboxEvent.Id);
        var completed = await desk.CompleteAsync(
            task.Key,
            new CompleteTask { Outcome = Sent },
            command,
            cancellationToken
        );
        if (completed is { IsRefused: true, Faults: [{ Kind: FaultKind.Unavailable } busy, ..] })
            throw new StoreUnavailableException(busy.Detail);
    }

    private ValueTask<SalesTask?> TaskOfAsync(
        EntityRef entity,
        CancellationToken cancellationToken
    ) =>
        store.FirstAsync(
            SalesTasks.Collection,
            Filter.AllOf(
                TaskLists.Of(entity.Type, entity.Id),
                Filter.Eq("type", WireNames<TaskType>.Of(TaskType.Quotation)),
                Filter.Present("creation_key"),
                SalesTasks.Open
            ),
            cancellationToken
        );
}
