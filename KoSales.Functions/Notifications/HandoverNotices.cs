using KoSales.Domain.AssignmentJobs;
using KoSales.Domain.Events;
using KoSales.Domain.Leads;
using KoSales.Domain.Notifications;
using KoSales.Domain.Storage;
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
        List<Notification> told = [];
        foreach (var (agentId, assigned) in digest.Assigned)
        {
            if (await staff.WorkingAsync(agentId, cancellationToken) is not { } agent)
                continue;
            var notice = DigestOf(digest.JobId, assigned);
            told.Add(notice.For(agent, outboxEvent.CreatedAt));
        }

        await inbox.TellAsync(told, cancellationToken);
    }

    // A retry that brings an agent more is worth another line.
    private static Notice DigestOf(string jobId, long assigned) =>
        new(NotificationKind.Digest, $"digest:{jobId}:{assigned}")
        {
            JobId = jobId,
            Count = assigned,
        };

    private async Task AssignedAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        List<Notification> told = [];
        foreach (var leads in await ByOwnerAsync(outboxEvent, cancellationToken))
        {
            if (
                leads.Key == outboxEvent.CreatedBy
                || await staff.WorkingAsync(leads.Key, cancellationToken) is not { } agent
            )
                continue;
            told.Add(HandedOver(outboxEvent, leads).For(agent, outboxEvent.CreatedAt));
        }

        await inbox.TellAsync(told, cancellationToken);
    }

    private async ValueTask<IEnumerable<IGrouping<string, Lead>>> ByOwnerAsync(
        OutboxEvent outboxEvent,
        CancellationToken cancellationToken
    )
    {
        var found = await store.GetManyAsync(
            LeadStore.Collection,
            outboxEvent.EntityIds(),
            cancellationToken
        );
        return found
            .Select(LeadStore.Collection.Read)
            .Where(l => l.OwnerId is not null)
            .GroupBy(l => l.OwnerId!);
    }

    private static Notice HandedOver(OutboxEvent outboxEvent, IEnumerable<Lead> leads)
    {
        Lead[] inOrder = [.. leads.OrderBy(l => l.Key, StringComparer.Ordinal)];
        return new Notice(NotificationKind.HandedOver, $"assigned:{outboxEvent.Id}")
        {
            EntityRef = inOrder[0].Id.Ref,
            PipelineId = inOrder.Length == 1 ? inOrder[0].PipelineId : null,
            Count = inOrder.Length,
        };
    }

    private static bool IsOfJob(OutboxEvent outboxEvent) =>
        outboxEvent.Causation.StartsWith(AssignmentJobId.Format.Prefix, StringComparison.Ordinal);
}
