using KoSales.Domain.AssignmentJobs;
using KoSales.Domain.Notifications;
using KoSales.Functions.Assignment;
using KoSales.Functions.AssignmentJobs;
using KoSales.Functions.Outbox;

namespace KoSales.Functions.Notifications;

/// <summary>Tells agents of what somebody else has given them: one line for a record, one for all
/// of one hand-over, one digest for all of a job.</summary>
public sealed class HandoverNotices(
    IEnumerable<IAssignedEntities> entities,
    Staff staff,
    Inbox inbox
) : IEventHandler
{
    public IReadOnlyCollection<string> Types { get; } =
    [.. AssignmentEvents.All, AssignmentJobEvents.Digest];

    public bool IsAwaited => false;

    public async Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        if (outboxEvent.Type == AssignmentJobEvents.Digest)
            await DigestAsync(outboxEvent, cancellationToken);
        else if (!IsOfJob(outboxEvent))
            await AssignedAsync(outboxEvent, cancellationToken);
    }

    private async Task DigestAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        var digest = AssignmentJobEvents.ReadDigest(outboxEvent.Data!.Value);
        List<Notification> notifications = [];
        foreach (var (agentId, assigned) in digest.Assigned)
        {
            if (await staff.WorkingAsync(agentId, cancellationToken) is not { } agent)
                continue;
            // A retry that brings an agent more is worth another line.
            var notice = new Notice(
                Notice.About(NotificationKind.Digest, $"digest:{digest.JobId}:{assigned}") with
                {
                    JobId = digest.JobId,
                    Count = assigned,
                }
            );
            notifications.Add(notice.For(agent, outboxEvent.CreatedAt));
        }

        await inbox.NotifyAsync(notifications, cancellationToken);
    }

    private async Task AssignedAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        var kind = outboxEvent.Entity.Type;
        if (entities.FirstOrDefault(e => e.Kind == kind) is not { } known)
            return;
        var found = await known.LoadAsync(outboxEvent.EntityIds(), cancellationToken);
        List<Notification> notifications = [];
        foreach (var owned in ByOwner(found.Values, outboxEvent.CreatedBy))
        {
            if (await staff.WorkingAsync(owned.Key, cancellationToken) is not { } agent)
                continue;
            var notice = NoticeOf(kind, owned, $"assigned:{outboxEvent.Id}");
            notifications.Add(notice.For(agent, outboxEvent.CreatedAt));
        }

        await inbox.NotifyAsync(notifications, cancellationToken);
    }

    /// <param name="giver">Needs not be told.</param>
    private static IEnumerable<IGrouping<string, AssignedEntity>> ByOwner(
        IEnumerable<AssignedEntity> given,
        string giver
    ) =>
        given
            .Where(e => e.Holder.OwnerId is { } owner && owner != giver)
            .GroupBy(e => e.Holder.OwnerId!);

    private static Notice NoticeOf(EntityKind kind, IEnumerable<AssignedEntity> given, string cause)
    {
        var owned = given.OrderBy(e => e.Id, StringComparer.Ordinal).ToList();
        return new Notice(
            Notice.About(NotificationKind.HandedOver, cause) with
            {
                EntityRef = new EntityRef(kind, owned[0].Id),
                PipelineId = owned.Count == 1 ? owned[0].PipelineId : null,
                Count = owned.Count,
            }
        );
    }

    private static bool IsOfJob(OutboxEvent outboxEvent) =>
        outboxEvent.Causation.StartsWith(AssignmentJobId.Format.Prefix, StringComparison.Ordinal);
}
