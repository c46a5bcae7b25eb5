using System.Runtime.CompilerServices;
using KoSales.Domain.Leads;
using KoSales.Domain.Notifications;
using KoSales.Domain.Tasks;
using KoSales.Functions.Outbox;
using KoSales.Functions.Tasks;

namespace KoSales.Functions.Notifications;

/// <summary>Tells of the levels of escalation policies, and whom somebody else has given a task.</summary>
public sealed class TaskNotices(IDocumentStore store, Staff staff, Inbox inbox) : IEventHandler
{
    public IReadOnlyCollection<string> Types { get; } =
    [TaskEvents.Escalated, TaskEvents.Reassigned];

    public bool IsAwaited => false;

    public async Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        var facts = TaskJournal.Read(outboxEvent.Data!.Value);
        if (outboxEvent.Type == TaskEvents.Escalated)
            await EscalatedAsync(outboxEvent, facts, cancellationToken);
        else
            await ReassignedAsync(outboxEvent, facts, cancellationToken);
    }

    private async Task EscalatedAsync(
        OutboxEvent outboxEvent,
        TaskFacts facts,
        CancellationToken cancellationToken
    )
    {
        var task = await store.FindAsync(SalesTasks.Collection, facts.TaskId, cancellationToken);
        if (task?.Escalation?.History.FirstOrDefault(h => h.Level == facts.Level) is not { } entry)
            return;
        var cause = $"escalated:{task.Id.Value}:{entry.Level}:{entry.At.ToUnixTimeMilliseconds()}";
        List<Notification> notifications = [];
        await foreach (var (agent, kind) in ToldAsync(entry, task.TeamId, cancellationToken))
        {
            var template = Of(outboxEvent, facts, kind, cause) with
            {
                Level = entry.Level,
                DueAt = task.Sla?.BreachedAt,
            };
            notifications.Add(new Notice(template).For(agent, outboxEvent.CreatedAt));
        }

        await inbox.NotifyAsync(notifications, cancellationToken);
    }

    /// <summary>Whoever has the task; and whoever is given it by the level, or else their
    /// manager.</summary>
    private async IAsyncEnumerable<Told> ToldAsync(
        EscalationEntry entry,
        string? teamId,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (await staff.HolderAsync(entry.From, teamId, cancellationToken) is { } holder)
            yield return new Told(holder, NotificationKind.Escalated);
        if (entry.To is { } to)
        {
            if (await staff.WorkingAsync(to, cancellationToken) is { } heir)
                yield return new Told(heir, NotificationKind.HandedOver);
        }
        else if (
            entry.Action != EscalationAction.RaisePriority
            && await staff.ManagerAsync(entry.From, teamId, cancellationToken) is { } manager
        )
        {
            yield return new Told(manager, NotificationKind.Escalated);
        }
    }

    private async Task ReassignedAsync(
        OutboxEvent outboxEvent,
        TaskFacts facts,
        CancellationToken cancellationToken
    )
    {
        if (facts.OwnerId is not { } owner || owner == outboxEvent.CreatedBy)
            return;
        if (await CameWithItsLeadAsync(outboxEvent, owner, cancellationToken))
            return;
        if (await staff.WorkingAsync(owner, cancellationToken) is null)
            return;
        var notice = new Notice(
            Of(outboxEvent, facts, NotificationKind.HandedOver, $"task.reassigned:{outboxEvent.Id}")
        );
        await inbox.NotifyAsync([notice.For(owner, outboxEvent.CreatedAt)], cancellationToken);
    }

    /// <summary>The hand-over of the lead is notified by itself.</summary>
    private async ValueTask<bool> CameWithItsLeadAsync(
        OutboxEvent outboxEvent,
        string owner,
        CancellationToken cancellationToken
    )
    {
        if (outboxEvent.Entity.Type != EntityKind.Lead)
            return false;
        var lead = await store.FindAsync(
            LeadStore.Collection,
            outboxEvent.Entity.Id,
            cancellationToken
        );
        return lead?.OwnerId == owner && lead.AssignedAt == outboxEvent.CreatedAt;
    }

    private static Notification Of(
        OutboxEvent outboxEvent,
        TaskFacts facts,
        NotificationKind kind,
        string cause
    ) =>
        Notice.About(kind, cause) with
        {
            EntityRef = outboxEvent.Entity,
            TaskId = facts.TaskId,
            PipelineId = facts.PipelineId,
        };

    private readonly record struct Told(string Agent, NotificationKind Kind);
}
