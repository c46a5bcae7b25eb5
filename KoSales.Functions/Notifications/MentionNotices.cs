using KoSales.Domain.Notes;
using KoSales.Domain.Notifications;
using KoSales.Functions.Notes;
using KoSales.Functions.Outbox;

namespace KoSales.Functions.Notifications;

/// <summary>Tells agents of the notes that mention them: each once for a note, however often it is
/// edited.</summary>
public sealed class MentionNotices(Staff staff, Inbox inbox) : IEventHandler
{
    public IReadOnlyCollection<string> Types { get; } = [NoteEvents.Created, NoteEvents.Edited];

    public bool IsAwaited => false;

    public async Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        var facts = NoteFacts.Read(outboxEvent.Data!.Value);
        var notice = new Notice(
            Notice.About(NotificationKind.Mentioned, $"mentioned:{facts.NoteId}") with
            {
                EntityRef = outboxEvent.Entity,
                NoteId = facts.NoteId,
            }
        );
        List<Notification> notifications = [];
        foreach (var mentioned in facts.Mentioned.Where(m => m != outboxEvent.CreatedBy))
        {
            if (await staff.WorkingAsync(mentioned, cancellationToken) is { } agent)
                notifications.Add(notice.For(agent, outboxEvent.CreatedAt));
        }

        await inbox.NotifyAsync(notifications, cancellationToken);
    }
}
