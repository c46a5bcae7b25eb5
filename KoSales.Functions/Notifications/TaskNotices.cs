using KoSales.Domain.Events;
using KoSales.Domain.Kernel;
using KoSales.Domain.Leads;
using KoSales.Domain.Notifications;
using KoSales.Domain.Storage;
using KoSales.Domain.Tasks;
using KoSales.Functions.Outbox;
using KoSales.Functions.Tasks;

namespace KoSales.Functions.Notifications;

/// <summary>Tells of the rungs of escalation ladders, and whom somebody else has given a task.</summary>
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
        if (task?.Escalation?.History.FirstOrDefault(h => h.Level == facts.Level) is not { } rung)
            return;
        var escalated = EscalationOf(outboxEvent, facts, task, rung);
        List<Notification> told = [];
        if (await staff.HolderAsync(rung.From, task.TeamId, cancellationToken) is { } holder)
            told.Add(escalated.For(holder, outboxEvent.CreatedAt));
        if (await NextAsync(rung, task, cancellationToken) is { } next)
        {
            var kind = rung.To is null ? escalated.Kind : NotificationKind.HandedOver;
            told.Add((escalated with { Kind = kind }).For(next, outboxEvent.CreatedAt));
        }

        await inbox.TellAsync(told, cancellationToken);
    }

    /// <summary>Who has it from now on, or else the manager; null when a raised priority is all.</summary>
    private async ValueTask<string?> NextAsync(
        EscalationEntry rung,
        SalesTask task,
        CancellationToken cancellationToken
    )
    {
        if (rung.To is { } to)
            return await staff.WorkingAsync(to, cancellationToken);
        return rung.Action == EscalationAction.RaisePriority
            ? null
            : await staff.ManagerAsync(rung.From, task.TeamId, cancellationToken);
    }

    private static Notice EscalationOf(
        OutboxEvent outboxEvent,
        TaskFacts facts,
        SalesTask task,
        EscalationEntry rung
    )
    {
        var cause = $"escalated:{task.Id.Value}:{rung.Level}:{rung.At.ToUnixTimeMilliseconds()}";
        return Of(outboxEvent, facts, NotificationKind.Escalated, cause) with
        {
            Level = rung.Level,
            DueAt = task.Sla?.BreachedAt,
        };
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
        var notice = Of(
            outboxEvent,
            facts,
            NotificationKind.HandedOver,
            $"task.reassigned:{outboxEvent.Id}"
        );
        await inbox.TellAsync([notice.For(owner, outboxEvent.CreatedAt)], cancellationToken);
    }

    /// <summary>The hand-over of the lead is told by itself.</summary>
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

    private static Notice Of(
        OutboxEvent outboxEvent,
        TaskFacts facts,
        NotificationKind kind,
        string cause
    ) =>
        new(kind, cause)
        {
            EntityRef = outboxEvent.Entity,
            TaskId = facts.TaskId,
            PipelineId = facts.PipelineId,
        };
}
