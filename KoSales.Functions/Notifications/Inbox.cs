using KoSales.Domain.Notifications;
using KoSales.Functions.Writing;
using Stored = KoSales.Domain.Notifications.Notifications;

namespace KoSales.Functions.Notifications;

/// <summary>Puts notifications into the inboxes of agents, and marks them as read.</summary>
public sealed class Inbox(IDocumentStore store, Items items, Commits commits)
{
    /// <summary>Notifies each of the agents once: a notice of the same cause that is there already stays as it
    /// is, read or not.</summary>
    public async Task NotifyAsync(
        IEnumerable<Notification> notifications,
        CancellationToken cancellationToken
    )
    {
        var batch = new WriteBatch();
        foreach (var notification in notifications.DistinctBy(n => (n.AgentId, n.Cause)))
            batch.InsertIfAbsent(Stored.Collection, notification);
        if (batch.Operations.Count > 0)
            await store.CommitAsync(batch, cancellationToken);
    }

    public Task<Verdict<Notification>> ReadAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    ) =>
        commits.DecideAsync(
            Fault.Busy("notification.busy", $"The notification {QueryFaults.Shown(id)}"),
            async attempt =>
            {
                var found = await items.LoadAsync(
                    NotificationLists.Notifications,
                    Stored.Collection,
                    id,
                    command.Actor,
                    cancellationToken
                );
                if (found.IsRefused)
                    return found;
                var read = found.Value.Read(command);
                if (!ReferenceEquals(read, found.Value))
                    attempt.Batch.Replace(Stored.Collection, read);
                command.RecordAnswer(attempt.Batch, read);
                return read;
            },
            cancellationToken
        );

    /// <summary>Those that are there by now; what comes meanwhile stays unread.</summary>
    public async Task<Verdict<NotificationsRead>> ReadAllAsync(
        Command command,
        CancellationToken cancellationToken
    )
    {
        var unread = Filter.AllOf(
            Stored.UnreadOf(command.Actor.Id),
            new Filter.Condition(
                "created_at",
                FilterOperator.Lte,
                new FilterValue.Moment(command.Now)
            )
        );
        var marked = new NotificationsRead(
            (int)await store.CountAsync(Stored.Collection, unread, cancellationToken)
        );
        var batch = new WriteBatch().Patch(Stored.Collection, unread, ReadBy(command));
        command.RecordAnswer(batch, marked);
        await store.CommitAsync(batch, cancellationToken);
        return marked;
    }

    private static Patch ReadBy(Command command) =>
        new(command.Now, command.Actor.Id)
        {
            Set = new Dictionary<string, string?> { ["read_at"] = JsonText.Of(command.Now) },
        };
}
