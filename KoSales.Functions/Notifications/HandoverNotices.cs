using KoSales.Domain.AssignmentJobs;
using KoSales.Domain.Leads;
using KoSales.Domain.Notifications;
using KoSales.Functions.Assignment;
using KoSales.Functions.AssignmentJobs;
using KoSales.Functions.Outbox;

namespace KoSales.Functions.Notifications;

/// <summary>Tells agents of the leads that somebody else has given them: one line for a lead, one for all
/// of one hand-over, one digest for all of a job.</summary>
public sealed class HandoverNotices(IDocumentStore store, Staff staff, Inbox inbox) : IEventHandler
{
    public IReadOnlyCollection<string> Types { get; } =
    [AssignmentEvents.LeadAssigned, AssignmentEvents.LeadsAssigned, AssignmentJobEvents.Digest];

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
        var found = await store.GetManyAsync(
            LeadStore.Collection,
            outboxEvent.EntityIds(),
            cancellationToken
        );
        var leads = found.Select(LeadStore.Collection.Read);
        List<Notification> notifications = [];
        foreach (var owned in ByOwner(leads, outboxEvent.CreatedBy))
        {
            if (await staff.WorkingAsync(owned.Key, cancellationToken) is not { } agent)
                continue;
            var notice = NoticeOf(owned, $"assigned:{outboxEvent.Id}");
            notifications.Add(notice.For(agent, outboxEvent.CreatedAt));
        }

        await inbox.NotifyAsync(notifications, cancellationToken);
    }

    /// <param name="giver">Needs not be told.</param>
    private static IEnumerable<IGrouping<string, Lead>> ByOwner(
        IEnumerable<Lead> leads,
        string giver
    ) => leads.Where(l => l.OwnerId is not null && l.OwnerId != giver).GroupBy(l => l.OwnerId!);

    private static Notice NoticeOf(IEnumerable<Lead> given, string cause)
    {
        var leads = given.OrderBy(l => l.Key, StringComparer.Ordinal).ToList();
        return new Notice(
            Notice.About(NotificationKind.HandedOver, cause) with
            {
                EntityRef = leads[0].Id.Ref,
                PipelineId = leads.Count == 1 ? leads[0].PipelineId : null,
                Count = leads.Count,
            }
        );
    }

    private static bool IsOfJob(OutboxEvent outboxEvent) =>
        outboxEvent.Causation.StartsWith(AssignmentJobId.Format.Prefix, StringComparison.Ordinal);
}
