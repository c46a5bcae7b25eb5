using KoSales.Domain.Notifications;
using KoSales.Domain.Sla;
using KoSales.Domain.Tasks;
using KoSales.Functions.Outbox;
using KoSales.Functions.Sla;
using NodaTime;

namespace KoSales.Functions.Notifications;

/// <summary>Tells whoever has the work that a clock warns or is past due; of work that nobody has, whoever
/// leads the team.</summary>
public sealed class ClockNotices(IDocumentStore store, Staff staff, Inbox inbox) : IEventHandler
{
    public IReadOnlyCollection<string> Types { get; } =
    [SlaEventTypes.Warning, SlaEventTypes.Breached];

    public bool IsAwaited => false;

    public async Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        var data = outboxEvent.Data!.Value;
        var (notice, ownerId, teamId) = SlaEvents.IsOfTask(data)
            ? await OfTaskAsync(outboxEvent, SlaEvents.ReadTask(data), cancellationToken)
            : OfClock(outboxEvent, SlaEvents.ReadClock(data));
        if (await staff.HolderAsync(ownerId, teamId, cancellationToken) is not { } agent)
            return;
        await inbox.NotifyAsync([notice.For(agent, outboxEvent.CreatedAt)], cancellationToken);
    }

    private async ValueTask<(Notice Notice, string? OwnerId, string? TeamId)> OfTaskAsync(
        OutboxEvent outboxEvent,
        SlaFacts facts,
        CancellationToken cancellationToken
    )
    {
        // The event knows the owner alone; whose pool the task is in says the task.
        var team = facts.OwnerId is null
            ? (
                await store.FindAsync(SalesTasks.Collection, facts.TaskId, cancellationToken)
            )?.TeamId
            : null;
        var kind = KindOf(facts.Percent);
        var notice = new Notice(
            Notice.About(kind, Cause(facts.TaskId, facts.Percent, facts.DueAt)) with
            {
                EntityRef = outboxEvent.Entity,
                TaskId = facts.TaskId,
                PipelineId = facts.PipelineId,
                Percent = facts.Percent,
                DueAt = facts.DueAt,
            }
        );
        return (notice, facts.OwnerId, team);
    }

    private static (Notice Notice, string? OwnerId, string? TeamId) OfClock(
        OutboxEvent outboxEvent,
        ClockFacts facts
    )
    {
        var of = $"{facts.Clock}:{facts.PipelineId ?? outboxEvent.Entity.Id}";
        var notice = new Notice(
            Notice.About(KindOf(facts.Percent), Cause(of, facts.Percent, facts.DueAt)) with
            {
                EntityRef = outboxEvent.Entity,
                PipelineId = facts.PipelineId,
                Clock = facts.Clock,
                Percent = facts.Percent,
                DueAt = facts.DueAt,
                Stage = facts.Stage,
            }
        );
        return (notice, facts.OwnerId, facts.TeamId);
    }

    private static NotificationKind KindOf(int? percent) =>
        percent is null ? NotificationKind.SlaBreached : NotificationKind.SlaWarning;

    /// <summary>A clock that gets another due time may warn and breach again.</summary>
    private static string Cause(string clock, int? percent, Instant? dueAt) =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"sla:{clock}:{percent ?? 100}:{dueAt?.ToUnixTimeMilliseconds() ?? 0}"
        );
}
