using System.Text.Json;
using KoSales.Domain.Documents;
using KoSales.Domain.Notifications;
using KoSales.Domain.Pii;
using KoSales.Functions.Documents.Uploading;
using KoSales.Functions.Notifications;
using KoSales.Functions.Outbox;
using KoSales.Functions.Pii;
using KoSales.Functions.Tasks.Making;
using KoSales.Functions.Writing;

namespace KoSales.Functions.Documents;

/// <summary>Tells whoever leads the team that a document waits for review, whoever brought it what came of
/// that, and whoever has the record that one ends.</summary>
public sealed class DocumentNotices(TaskSubjects subjects, Staff staff, Inbox inbox) : IEventHandler
{
    public IReadOnlyCollection<string> Types { get; } =
    [
        DocumentDecisions.Uploaded,
        DocumentDecisions.Verified,
        DocumentDecisions.Rejected,
        DocumentDecisions.Expiring,
        DocumentDecisions.Expired,
    ];

    public bool IsAwaited => false;

    public async Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        var facts = DocumentFacts.Read(outboxEvent.Data!.Value);
        var agent = await ToldAsync(outboxEvent, facts, cancellationToken);
        if (agent is null || agent == outboxEvent.CreatedBy)
            return;
        var cause = $"{outboxEvent.Type}:{outboxEvent.Id}";
        var notice = new Notice(
            Notice.About(KindOf(outboxEvent.Type), cause) with
            {
                EntityRef = outboxEvent.Entity,
                DueAt = facts.ValidTo is { } last ? CompanyDay.StartOf(last.PlusDays(1)) : null,
            }
        );
        await inbox.NotifyAsync([notice.For(agent, outboxEvent.CreatedAt)], cancellationToken);
    }

    private async ValueTask<string?> ToldAsync(
        OutboxEvent outboxEvent,
        DocumentFacts facts,
        CancellationToken cancellationToken
    )
    {
        if (outboxEvent.Type is DocumentDecisions.Verified or DocumentDecisions.Rejected)
            return await staff.WorkingAsync(facts.UploadedBy, cancellationToken);
        if (
            await subjects.FindAsync(outboxEvent.Entity, Actor.System, cancellationToken)
            is not { } about
        )
            return null;
        return outboxEvent.Type == DocumentDecisions.Uploaded
            ? await staff.ManagerAsync(about.OwnerId, about.TeamId, cancellationToken)
            : await staff.HolderAsync(about.OwnerId, about.TeamId, cancellationToken);
    }

    private static NotificationKind KindOf(string type) =>
        type switch
        {
            DocumentDecisions.Uploaded => NotificationKind.DocumentWaiting,
            DocumentDecisions.Verified or DocumentDecisions.Rejected =>
                NotificationKind.DocumentReviewed,
            _ => NotificationKind.DocumentDue,
        };
}

/// <summary>Deletes the files of an erased subject. Their keys went with the subject's, so that this frees
/// room and no more.</summary>
public sealed class DocumentErasures(
    DocumentWriter writer,
    DocumentUploads uploads,
    Commits commits
) : IEventHandler
{
    public IReadOnlyCollection<string> Types { get; } = [Erasure.EventType];

    public async Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        var data = outboxEvent.Data!.Value.Deserialize(PiiEventJson.Default.PiiEventData)!;
        foreach (var document in await writer.AllAsync(data.PiiId, cancellationToken))
            await uploads.DropAsync(document, cancellationToken);
        await commits.CarryAsync(
            $"documents of {data.PiiId}",
            async attempt =>
                Forget(
                    attempt.Batch,
                    await writer.AllAsync(data.PiiId, cancellationToken),
                    outboxEvent
                ),
            cancellationToken
        );
    }

    private static void Forget(
        WriteBatch batch,
        IReadOnlyList<TypedDocument> documents,
        OutboxEvent outboxEvent
    )
    {
        foreach (var document in documents.Where(d => d.File is not null || d.Upload is not null))
            batch.Replace(
                DocumentStore.Collection,
                document with
                {
                    File = null,
                    Upload = null,
                    Version = document.Version + 1,
                    UpdatedAt = outboxEvent.CreatedAt,
                    UpdatedBy = Actor.System.Id,
                }
            );
    }
}
